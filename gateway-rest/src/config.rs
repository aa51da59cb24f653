//! The settings of the service.

use std::collections::BTreeMap;
use std::time::Duration;

use gateway_runtime::config::{ConfigError, Configure, Section, duration};
use gateway_runtime::message::Definitions;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::controls::ControlSettings;
use crate::{AuthSettings, ChannelRoutes, CorsSettings, LimitSettings, Rest, StreamSettings, TlsSettings, TraceSettings, UdsSettings};

/// The settings of a [`Rest`] mount, with the defaults that it has without any.
///
/// ```
/// use gateway_rest::Settings;
/// let settings = Settings::default();
/// assert_eq!((settings.host.as_str(), settings.port), ("127.0.0.1", 8000));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Settings {
    /// The address or name to listen on: `127.0.0.1`, so that only this machine gets in.
    pub host: String,
    /// The port to listen on: 8000. The system chooses one for 0.
    pub port: u16,
    /// The title of the documents; the name of the gateway unless it is given.
    pub title: Option<String>,
    /// The Python module that has a class for each message, for csp-gateway's Python client: the document names the classes
    /// then, in an extension `type_`. The command `python-types` prints such a module.
    pub python_module: Option<String>,
    /// How many bytes a request body may have: 1 MiB. What is larger is refused with status 413.
    pub body_limit: usize,
    /// How long `next` waits for a tick: 30 s. Then it answers with status 504.
    #[serde(deserialize_with = "duration")]
    pub next_timeout: Duration,
    /// How many connections are served at once: 1024. A further one gets the place of the one that waits longest for a request, or
    /// else waits in the system's queue.
    pub max_connections: usize,
    /// Whether to listen on `host` and `port`: yes. A service with a UNIX socket can do without.
    pub tcp: bool,
    /// Further addresses to listen on, such as `[::1]:8000`.
    pub listen: Vec<String>,
    /// A UNIX socket to listen on.
    pub uds: Option<UdsSettings>,
    /// TLS, on all sockets that have a port.
    pub tls: Option<TlsSettings>,
    /// What a client may take.
    pub limits: LimitSettings,
    /// The reverse proxies that are believed what they say of their clients: addresses, networks, or `unix`.
    pub trusted_proxies: Vec<String>,
    /// Whether answers are compressed for those who accept it: yes.
    pub compression: bool,
    /// The settings of what streams out of the service.
    pub stream: StreamSettings,
    /// Which channels are served, and which have routes under `/api/v1` by what is done with them: all.
    pub channels: ChannelRoutes,
    /// Further versions of the API by name, such as `v2`, each with channels of its own choice. There are none.
    pub versions: BTreeMap<String, ChannelRoutes>,
    /// Which controls of the gateway as a whole are served: all.
    pub controls: ControlSettings,
    /// Whether there is a line in the log for each request: no.
    pub access_log: bool,
    /// Traces for OpenTelemetry: none, unless a collector is named here or in the environment.
    pub traces: TraceSettings,
    /// Who may do what.
    pub auth: AuthSettings,
    /// Which pages of other sites may use the service from a browser.
    pub cors: CorsSettings,
    /// The path under which a reverse proxy shows the service, such as `/desk`.
    pub root_path: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            host: "127.0.0.1".to_owned(),
            port: 8000,
            title: None,
            python_module: None,
            body_limit: 1024 * 1024,
            next_timeout: Duration::from_secs(30),
            max_connections: 2048,
            tcp: true,
            listen: Vec::new(),
            uds: None,
            tls: None,
            limits: LimitSettings::default(),
            trusted_proxies: Vec::new(),
            compression: true,
            access_log: false,
            traces: TraceSettings::default(),
            stream: StreamSettings::default(),
            channels: ChannelRoutes::default(),
            versions: BTreeMap::new(),
            controls: ControlSettings::default(),
            auth: AuthSettings::default(),
            cors: CorsSettings::default(),
            root_path: String::new(),
        }
    }
}

impl Configure for Rest {
    fn configure(section: Section) -> Result<Self, ConfigError> {
        section.read::<Settings>().map(Self::new)
    }

    fn schema(_: &mut Definitions) -> Value {
        let defaults = Settings::default();
        json!({
            "type": "object",
            "description": "The REST service.",
            "properties": {
                "host": { "type": "string", "default": defaults.host, "description": "The address or name to listen on." },
                "port": {
                    "type": "integer", "minimum": 0, "maximum": u16::MAX, "default": defaults.port,
                    "description": "The port to listen on. The system chooses one for 0.",
                },
                "title": { "type": ["string", "null"], "description": "The title of the documents; the name of the gateway unless it is given." },
                "python_module": {
                    "type": ["string", "null"], "default": defaults.python_module,
                    "description": "The Python module that has a class for each message; the document names the classes then.",
                },
                "body_limit": {
                    "type": "integer", "minimum": 0, "default": defaults.body_limit, "description": "How many bytes a request body may have.",
                },
                "next_timeout": {
                    "anyOf": [{ "type": "number", "minimum": 0 }, { "type": "string" }], "default": defaults.next_timeout.as_secs_f64(),
                    "description": "How long `next` waits for a tick: a number of seconds, or a text such as \"30s\".",
                },
                "max_connections": {
                    "type": "integer", "minimum": 0, "default": defaults.max_connections, "description": "How many connections are served at once.",
                },
                "tcp": { "type": "boolean", "default": true, "description": "Whether to listen on host and port." },
                "listen": {
                    "type": "array", "items": { "type": "string" }, "default": [],
                    "description": "Further addresses to listen on, such as [::1]:8000.",
                },
                "uds": UdsSettings::schema(),
                "tls": TlsSettings::schema(),
                "limits": LimitSettings::schema(),
                "trusted_proxies": {
                    "type": "array", "items": { "type": "string" }, "default": [],
                    "description": "The reverse proxies that are believed what they say of their clients: addresses, networks, or unix.",
                },
                "compression": { "type": "boolean", "default": true, "description": "Whether answers are compressed for those who accept it." },
                "stream": StreamSettings::schema(),
                "channels": ChannelRoutes::schema("Which channels are served, and which have routes under /api/v1 by what is done with them."),
                "versions": {
                    "type": "object", "default": {}, "description": "Further versions of the API by name, such as v2.",
                    "additionalProperties": ChannelRoutes::schema("Which channels have routes under this version."),
                },
                "controls": ControlSettings::schema(),
                "access_log": { "type": "boolean", "default": false, "description": "Whether there is a line in the log for each request." },
                "traces": TraceSettings::schema(),
                "auth": AuthSettings::schema(),
                "cors": CorsSettings::schema(),
                "root_path": {
                    "type": "string", "default": "", "description": "The path under which a reverse proxy shows the service, such as /desk.",
                },
            },
            "additionalProperties": false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(settings: serde_json::Value) -> Result<Settings, ConfigError> {
        Section::new(settings)?.read()
    }

    #[test]
    fn what_is_not_set_has_its_default() {
        assert_eq!(read(json!({})).unwrap(), Settings::default());
        let settings = read(json!({ "port": 0, "next_timeout": "250ms" })).unwrap();
        assert_eq!((settings.port, settings.next_timeout), (0, Duration::from_millis(250)));
    }

    #[test]
    fn the_schema_has_every_setting() {
        let schema = Rest::schema(&mut Definitions::default());
        let described: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
        let unknown = read(json!({ "unknown": 0 })).unwrap_err().to_string();
        assert!(described.iter().all(|name| unknown.contains(&format!("`{name}`"))), "{unknown}");
        assert_eq!(unknown.matches('`').count() / 2, 1 + described.len(), "{unknown}");
    }

    #[test]
    fn an_unknown_setting_is_an_error() {
        assert!(read(json!({ "prot": 1 })).unwrap_err().to_string().contains("unknown field `prot`"));
        assert!(read(json!({ "port": 65536 })).is_err());
    }
}

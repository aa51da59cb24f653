//! The settings of the service.

use std::time::Duration;

use gateway_runtime::config::{ConfigError, Configure, Section, duration};
use serde::Deserialize;

use crate::Rest;

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
    /// How many bytes a request body may have: 1 MiB. What is larger is refused with status 413.
    pub body_limit: usize,
    /// How long `next` waits for a tick: 30 s. Then it answers with status 504.
    #[serde(deserialize_with = "duration")]
    pub next_timeout: Duration,
    /// How many connections are served at once: 1024. Further ones wait in the system's queue.
    pub max_connections: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            host: "127.0.0.1".to_owned(),
            port: 8000,
            title: None,
            body_limit: 1024 * 1024,
            next_timeout: Duration::from_secs(30),
            max_connections: 1024,
        }
    }
}

impl Configure for Rest {
    fn configure(section: Section) -> Result<Self, ConfigError> {
        section.read::<Settings>().map(Self::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

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
    fn an_unknown_setting_is_an_error() {
        assert!(read(json!({ "prot": 1 })).unwrap_err().to_string().contains("unknown field `prot`"));
        assert!(read(json!({ "port": 65536 })).is_err());
    }
}

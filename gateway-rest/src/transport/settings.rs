//! The settings of sockets and limits.

use std::path::PathBuf;
use std::time::Duration;

use gateway_runtime::config::duration;
use serde::Deserialize;
use serde_json::{Value, json};

/// TLS: the settings `tls`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct TlsSettings {
    /// The file with the certificate and those that lead to a root, in PEM. Read again when it changes.
    pub cert: PathBuf,
    /// The file with its private key, in PEM. Read again when it changes.
    pub key: PathBuf,
}

impl TlsSettings {
    /// A certificate and its key.
    pub fn new(cert: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Self {
        Self { cert: cert.into(), key: key.into() }
    }

    pub(crate) fn schema() -> Value {
        json!({
            "type": ["object", "null"],
            "description": "TLS on all sockets that have a port.",
            "default": null,
            "properties": {
                "cert": { "type": "string", "description": "The file with the certificate and those that lead to a root, in PEM." },
                "key": { "type": "string", "description": "The file with its private key, in PEM." },
            },
            "required": ["cert", "key"],
            "additionalProperties": false,
        })
    }
}

/// A UNIX socket: the settings `uds`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct UdsSettings {
    /// Where the socket is. One that nobody listens on any more is replaced.
    pub path: PathBuf,
    /// Who may connect, as the octal mode of a file: `600`, the user of the gateway alone.
    #[serde(default = "own_alone")]
    pub mode: String,
}

fn own_alone() -> String {
    "600".to_owned()
}

impl UdsSettings {
    /// A socket for the user of the gateway alone.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), mode: own_alone() }
    }

    pub(crate) fn schema() -> Value {
        json!({
            "type": ["object", "null"],
            "description": "A UNIX socket, beside the ports.",
            "default": null,
            "properties": {
                "path": { "type": "string", "description": "Where it is. One that nobody listens on any more is replaced." },
                "mode": {
                    "type": "string", "pattern": "^[0-7]{3,4}$", "default": own_alone(),
                    "description": "Who may connect, as the octal mode of a file.",
                },
            },
            "required": ["path"],
            "additionalProperties": false,
        })
    }
}

/// What a client may take: the settings `limits`, beside `max_connections` and `body_limit`.
///
/// ```
/// use gateway_rest::LimitSettings;
/// assert_eq!(LimitSettings::default().header_bytes, 64 * 1024);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct LimitSettings {
    /// How many bytes the head of a request may have: 64 KiB. What is larger is refused with status 431.
    pub header_bytes: usize,
    /// How long the head of a request may take to arrive, a kept connection be idle, and a TLS handshake last: 30 s.
    #[serde(deserialize_with = "duration")]
    pub header_timeout: Duration,
    /// How long a client may take none of what is written to it: 30 s. Then it is cut off.
    #[serde(deserialize_with = "duration")]
    pub write_timeout: Duration,
    /// How many connections one address may have. As many as there are, unless it is said.
    pub connections_per_address: Option<usize>,
    /// How many requests a key may make in a second, or an address without one. Any number, unless it is said. More are
    /// refused with status 429.
    pub requests_per_second: Option<u32>,
    /// How many it may make at once, if it has made none for a while: as many as in a second, unless it is said.
    pub burst: Option<u32>,
}

impl Default for LimitSettings {
    fn default() -> Self {
        Self {
            header_bytes: 64 * 1024,
            header_timeout: Duration::from_secs(30),
            write_timeout: Duration::from_secs(30),
            connections_per_address: None,
            requests_per_second: None,
            burst: None,
        }
    }
}

impl LimitSettings {
    pub(crate) fn schema() -> Value {
        let defaults = Self::default();
        let span = |default: Duration, text: &str| {
            let description = format!("{text}: a number of seconds, or a text such as \"30s\".");
            json!({ "anyOf": [{ "type": "number", "minimum": 0 }, { "type": "string" }], "default": default.as_secs_f64(), "description": description })
        };
        let most = |text: &str| json!({ "type": ["integer", "null"], "minimum": 1, "default": null, "description": text });
        json!({
            "type": "object",
            "description": "What a client may take.",
            "properties": {
                "header_bytes": {
                    "type": "integer", "minimum": 8192, "default": defaults.header_bytes,
                    "description": "How many bytes the head of a request may have.",
                },
                "header_timeout": span(defaults.header_timeout, "How long the head of a request may take to arrive, and a kept connection be idle"),
                "write_timeout": span(defaults.write_timeout, "How long a client may take none of what is written to it"),
                "connections_per_address": most("How many connections one address may have."),
                "requests_per_second": most("How many requests a key may make in a second, or an address without one."),
                "burst": most("How many it may make at once, if it has made none for a while."),
            },
            "additionalProperties": false,
        })
    }
}

//! The settings of `auth`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use gateway_runtime::config::duration;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Right;

/// Who may do what: the settings `auth` of a [`Rest`](crate::Rest) mount.
///
/// ```
/// use gateway_rest::AuthSettings;
/// let settings = AuthSettings::default();
/// // Nobody is asked for a key on this machine alone; a service that others can reach asks for one.
/// assert_eq!(settings.enabled, None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct AuthSettings {
    /// Whether a key is needed. Unless it is said, one is if there are keys, or if other machines can reach the service.
    /// If one is needed and there is none, one is made for the run, and printed.
    pub enabled: Option<bool>,
    /// The keys, by their names.
    pub keys: BTreeMap<String, KeySettings>,
    /// How long a browser stays logged in: 12 hours.
    #[serde(deserialize_with = "duration")]
    pub session: Duration,
    /// How many wrong keys an address may try in a minute: 30. Then it has to wait.
    pub failures_per_minute: u32,
}

/// One key. A plain key never stands in settings.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "KeyText")]
#[non_exhaustive]
pub struct KeySettings {
    /// Where the key is.
    pub source: KeySource,
    /// What it allows: reading alone, unless more is said.
    pub rights: Vec<Right>,
}

/// Where a key is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeySource {
    /// In this variable of the environment.
    Env(String),
    /// In this file, which is read again when it changes.
    File(PathBuf),
    /// Elsewhere: this is its SHA-256, in hexadecimal digits. `key new` makes both.
    Sha256(String),
}

impl KeySettings {
    /// A key with its rights.
    pub fn new(source: KeySource, rights: impl Into<Vec<Right>>) -> Self {
        Self { source, rights: rights.into() }
    }
}

/// One key, as settings have it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyText {
    env: Option<String>,
    file: Option<PathBuf>,
    sha256: Option<String>,
    rights: Option<Vec<Right>>,
}

impl TryFrom<KeyText> for KeySettings {
    type Error = &'static str;

    fn try_from(text: KeyText) -> Result<Self, Self::Error> {
        let source = match (text.env, text.file, text.sha256) {
            (Some(name), None, None) => KeySource::Env(name),
            (None, Some(path), None) => KeySource::File(path),
            (None, None, Some(digest)) => KeySource::Sha256(digest),
            _ => return Err("a key has exactly one of `env`, `file` and `sha256`"),
        };
        Ok(Self { source, rights: text.rights.unwrap_or_else(|| vec![Right::Read]) })
    }
}

impl Default for AuthSettings {
    fn default() -> Self {
        Self { enabled: None, keys: BTreeMap::new(), session: Duration::from_hours(12), failures_per_minute: 30 }
    }
}

impl AuthSettings {
    /// Their JSON Schema.
    pub(crate) fn schema() -> Value {
        let defaults = Self::default();
        let key = json!({
            "type": "object",
            "description": "One key: where it is, and what it allows.",
            "properties": {
                "env": { "type": "string", "description": "The variable of the environment that has it." },
                "file": { "type": "string", "description": "The file that has it; it is read again when it changes." },
                "sha256": { "type": "string", "pattern": "^[0-9A-Fa-f]{64}$", "description": "Its SHA-256; `key new` makes both." },
                "rights": {
                    "type": "array", "items": { "enum": Right::ALL.map(Right::name) }, "default": [Right::Read.name()],
                    "description": "What it allows.",
                },
            },
            "additionalProperties": false,
            "oneOf": [{ "required": ["env"] }, { "required": ["file"] }, { "required": ["sha256"] }],
        });
        json!({
            "type": "object",
            "description": "Who may do what.",
            "properties": {
                "enabled": {
                    "type": ["boolean", "null"], "default": null,
                    "description": "Whether a key is needed. Unless it is said, one is if there are keys, or if other machines can reach the service.",
                },
                "keys": { "type": "object", "additionalProperties": key, "default": {}, "description": "The keys, by their names." },
                "session": {
                    "anyOf": [{ "type": "number", "minimum": 0 }, { "type": "string" }], "default": defaults.session.as_secs_f64(),
                    "description": "How long a browser stays logged in: a number of seconds, or a text such as \"12h\".",
                },
                "failures_per_minute": {
                    "type": "integer", "minimum": 1, "default": defaults.failures_per_minute,
                    "description": "How many wrong keys an address may try in a minute.",
                },
            },
            "additionalProperties": false,
        })
    }
}

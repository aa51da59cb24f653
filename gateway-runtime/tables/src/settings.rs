//! The settings of the tables.

use std::path::PathBuf;
use std::time::Duration;

use gateway_runtime::config::{ConfigError, Configure, Section, duration};
use gateway_runtime::message::Definitions;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Tables;

/// The settings of a [`Tables`] mount, with the defaults that it has without any.
///
/// ```
/// use gateway_tables::Settings;
/// let settings = Settings::default();
/// assert_eq!((settings.path, settings.queries), (None, 4));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Settings {
    /// The file of the database: none, so that it is in memory. A file that is there is emptied first: the tables are those of this
    /// run.
    pub path: Option<PathBuf>,
    /// How many threads DuckDB has: 2. All statements share them.
    pub threads: u16,
    /// How many bytes DuckDB may use for tables and statements together: 1 GiB.
    pub memory_limit: u64,
    /// How long a statement may take, waiting included: 10 s. Then it is interrupted.
    #[serde(deserialize_with = "duration")]
    pub timeout: Duration,
    /// How many statements run at once: 4. Further ones wait.
    pub queries: usize,
    /// How many statements wait at most: 64. Further ones are refused at once.
    pub waiting: usize,
    /// How many rows an answer has at most: 1,000,000. A larger one is an error.
    pub max_rows: usize,
    /// How many bytes an answer has at most: 64 MiB. A larger one is an error.
    pub max_bytes: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            path: None,
            threads: 2,
            memory_limit: 1 << 30,
            timeout: Duration::from_secs(10),
            queries: 4,
            waiting: 64,
            max_rows: 1_000_000,
            max_bytes: 64 << 20,
        }
    }
}

impl Configure for Tables {
    fn configure(section: Section) -> Result<Self, ConfigError> {
        section.read::<Settings>().map(Self::new)
    }

    fn schema(_: &mut Definitions) -> Value {
        let defaults = Settings::default();
        let count =
            |default: u64, description: &str| json!({ "type": "integer", "minimum": 1, "default": default, "description": description });
        json!({
            "type": "object",
            "description": "States and histories as tables that can be asked in SQL.",
            "properties": {
                "path": {
                    "type": ["string", "null"],
                    "description": "The file of the database; in memory unless it is given. A file that is there is emptied first.",
                },
                "threads": count(defaults.threads.into(), "How many threads DuckDB has."),
                "memory_limit": count(defaults.memory_limit, "How many bytes DuckDB may use for tables and statements together."),
                "timeout": {
                    "anyOf": [{ "type": "number", "minimum": 0 }, { "type": "string" }], "default": defaults.timeout.as_secs_f64(),
                    "description": "How long a statement may take: a number of seconds, or a text such as \"10s\".",
                },
                "queries": count(defaults.queries as u64, "How many statements run at once. Further ones wait."),
                "waiting": count(defaults.waiting as u64, "How many statements wait at most. Further ones are refused."),
                "max_rows": count(defaults.max_rows as u64, "How many rows an answer has at most."),
                "max_bytes": count(defaults.max_bytes as u64, "How many bytes an answer has at most."),
            },
            "additionalProperties": false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(settings: Value) -> Result<Settings, ConfigError> {
        Section::new(settings)?.read()
    }

    #[test]
    fn what_is_not_set_has_its_default() {
        assert_eq!(read(json!({})).unwrap(), Settings::default());
        let settings = read(json!({ "path": "tables.duckdb", "timeout": "250ms" })).unwrap();
        assert_eq!((settings.path, settings.timeout), (Some("tables.duckdb".into()), Duration::from_millis(250)));
    }

    #[test]
    fn the_schema_has_every_setting() {
        let schema = Tables::schema(&mut Definitions::default());
        let described: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
        let unknown = read(json!({ "unknown": 0 })).unwrap_err().to_string();
        assert!(described.iter().all(|name| unknown.contains(&format!("`{name}`"))), "{unknown}");
        assert_eq!(unknown.matches('`').count() / 2, 1 + described.len(), "{unknown}");
    }
}

//! What is set of traces.

use std::time::Duration;

use gateway_runtime::config::duration;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

/// Traces for OpenTelemetry: the settings `traces`. What is not set here is taken from the environment that OpenTelemetry defines, such as
/// `OTEL_EXPORTER_OTLP_ENDPOINT`. If neither names a collector, nothing is traced.
///
/// ```
/// use gateway_rest::TraceSettings;
/// assert_eq!(TraceSettings::default().endpoint, None);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct TraceSettings {
    /// Where the collector takes OTLP over HTTP, such as `http://localhost:4318`; `/v1/traces` is added.
    pub endpoint: Option<String>,
    /// The name of the service in traces. The name of the gateway unless it is said here or in `OTEL_SERVICE_NAME`.
    pub service: Option<String>,
    /// One of how many requests is traced, of those whose callers leave it open: all, unless it is said here or in `OTEL_TRACES_SAMPLER`.
    pub one_in: Option<u32>,
    /// How many spans wait at most to be sent: 2048, unless it is said here or in `OTEL_BSP_MAX_QUEUE_SIZE`. What is more is dropped
    /// and counted.
    pub queue: Option<usize>,
    /// How long spans wait for more, so that they are sent together: 5 s, unless it is said here or in `OTEL_BSP_SCHEDULE_DELAY`.
    #[serde(deserialize_with = "span_of_time")]
    pub delay: Option<Duration>,
    /// Whether the spans of questions in SQL have the text of the statement, with all that stands in it: no.
    pub statements: bool,
}

fn span_of_time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    #[derive(Deserialize)]
    #[serde(transparent)]
    struct Span(#[serde(deserialize_with = "duration")] Duration);
    Ok(Option::<Span>::deserialize(deserializer)?.map(|Span(span)| span))
}

impl TraceSettings {
    pub(crate) fn schema() -> Value {
        json!({
            "type": "object",
            "description": "Traces for OpenTelemetry. What is not set is taken from the environment variables that it defines.",
            "properties": {
                "endpoint": {
                    "type": ["string", "null"], "default": null,
                    "description": "Where the collector takes OTLP over HTTP, such as http://localhost:4318; /v1/traces is added.",
                },
                "service": { "type": ["string", "null"], "default": null, "description": "The name of the service in traces." },
                "one_in": {
                    "type": ["integer", "null"], "minimum": 1, "default": null,
                    "description": "One of how many requests is traced, of those whose callers leave it open.",
                },
                "queue": { "type": ["integer", "null"], "minimum": 1, "default": null, "description": "How many spans wait at most to be sent." },
                "delay": {
                    "anyOf": [{ "type": "number", "minimum": 0 }, { "type": ["string", "null"] }], "default": null,
                    "description": "How long spans wait for more: a number of seconds, or a text such as \"5s\".",
                },
                "statements": {
                    "type": "boolean", "default": false,
                    "description": "Whether the spans of questions in SQL have the text of the statement, with all that stands in it.",
                },
            },
            "additionalProperties": false,
        })
    }
}

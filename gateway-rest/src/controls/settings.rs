//! Which controls there are.

use serde::Deserialize;
use serde_json::{Value, json};

/// Which controls of the gateway as a whole are served. All of them, unless the settings say otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct ControlSettings {
    /// `GET /api/v1/controls/heartbeat`: whether the engine answers.
    pub heartbeat: bool,
    /// `GET /api/v1/controls/stats`: figures of the process, the machine and the engine.
    pub stats: bool,
    /// `POST /api/v1/controls/shutdown`: stops the gateway.
    pub shutdown: bool,
}

impl Default for ControlSettings {
    fn default() -> Self {
        Self { heartbeat: true, stats: true, shutdown: true }
    }
}

impl ControlSettings {
    pub(crate) fn schema() -> Value {
        let control = |what: &str| json!({ "type": "boolean", "default": true, "description": format!("Whether there is {what}.") });
        json!({
            "type": "object",
            "description": "Which controls of the gateway as a whole are served.",
            "properties": {
                "heartbeat": control("a heartbeat of the engine"),
                "stats": control("a route for figures of the process, the machine and the engine"),
                "shutdown": control("a route that stops the gateway"),
            },
            "additionalProperties": false,
        })
    }
}

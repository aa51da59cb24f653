//! The settings of what streams out of the service.

use std::time::Duration;

use gateway_runtime::config::duration;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Selection;

/// The settings of the streams of a [`Rest`](crate::Rest) mount: WebSocket, server-sent events and NDJSON.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct StreamSettings {
    /// Whether nothing can be sent over a WebSocket.
    pub readonly: bool,
    /// The channels that can be followed, of those that are served: all.
    pub channels: Selection,
    /// The time between two heartbeats, for clients that asked for them: 1 s.
    #[serde(deserialize_with = "duration")]
    pub ping_time: Duration,
    /// How many clients can follow channels at once: 1024. Further ones are refused with status 503.
    pub max_clients: usize,
    /// How many subscriptions one WebSocket can have: 1000.
    pub max_subscriptions: usize,
    /// How many bytes a frame from a client may have: 1 MiB. Whoever sends a larger one is cut off with code 1009.
    pub max_frame: usize,
    /// How many frames wait for a client that does not read: 8192.
    pub queue_frames: usize,
    /// How many bytes wait for a client that does not read: 8 MiB.
    pub queue_bytes: usize,
    /// What becomes of a client for which more would wait than that.
    pub slow_clients: SlowClients,
}

/// What becomes of a client for which too much waits, unless its subscription says so itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlowClients {
    /// It is cut off with code 1008, so that it knows.
    Disconnect,
    /// Of what waits it gets the newest tick of each channel and key.
    Conflate,
}

impl Default for StreamSettings {
    fn default() -> Self {
        Self {
            readonly: false,
            channels: Selection::default(),
            ping_time: Duration::from_secs(1),
            max_clients: 1024,
            max_subscriptions: 1000,
            max_frame: 1024 * 1024,
            queue_frames: 8192,
            queue_bytes: 8 * 1024 * 1024,
            slow_clients: SlowClients::Disconnect,
        }
    }
}

impl StreamSettings {
    /// Whether the channel `name` can be followed and sent here.
    pub(crate) fn shows(&self, name: &str) -> bool {
        self.channels.selects(name)
    }

    /// The JSON Schema of these settings.
    pub(crate) fn schema() -> Value {
        let defaults = Self::default();
        let number = |default: usize, what: &str| json!({ "type": "integer", "minimum": 1, "default": default, "description": what });
        json!({
            "type": "object",
            "description": "WebSocket, server-sent events and NDJSON.",
            "properties": {
                "readonly": { "type": "boolean", "default": defaults.readonly, "description": "Whether nothing can be sent over a WebSocket." },
                "channels": Selection::schema("The channels that can be followed, of those that are served."),
                "ping_time": {
                    "anyOf": [{ "type": "number", "exclusiveMinimum": 0 }, { "type": "string" }], "default": defaults.ping_time.as_secs_f64(),
                    "description": "The time between two heartbeats, for clients that asked for them.",
                },
                "max_clients": number(defaults.max_clients, "How many clients can follow channels at once."),
                "max_subscriptions": number(defaults.max_subscriptions, "How many subscriptions one WebSocket can have."),
                "max_frame": number(defaults.max_frame, "How many bytes a frame from a client may have."),
                "queue_frames": number(defaults.queue_frames, "How many frames wait for a client that does not read."),
                "queue_bytes": number(defaults.queue_bytes, "How many bytes wait for a client that does not read."),
                "slow_clients": {
                    "enum": ["disconnect", "conflate"], "default": "disconnect",
                    "description": "What becomes of a client for which more would wait: it is cut off, or gets the newest tick of each channel and key.",
                },
            },
            "additionalProperties": false,
        })
    }
}

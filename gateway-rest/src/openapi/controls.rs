//! The operations on the gateway as a whole.

use gateway_runtime::message::Schema;
use serde_json::{Map, Value, json};

use super::paths::{list, reference};
use super::schemas::Schemas;
use crate::controls::{ControlSettings, Controls, names};

/// Adds the controls that are on, and the graph of channels.
pub(super) fn add(paths: &mut Map<String, Value>, settings: &ControlSettings, schemas: &mut Schemas) {
    paths.insert("/api/v1/channels_graph".to_owned(), json!({ "get": channels_graph() }));
    let names = names(settings);
    if names.is_empty() {
        return;
    }
    paths.insert("/api/v1/controls/".to_owned(), json!({ "get": list("controls", "Controls", "The controls") }));
    let message = Controls::schema(schemas.definitions());
    let output = schemas.wire_of(&message).output;
    for name in names {
        let (method, summary) = match name {
            "heartbeat" => ("get", "Whether the engine answers"),
            "stats" => ("get", "Figures of the process, the machine and the engine"),
            _ => ("post", "Stop the gateway"),
        };
        let mut operation = json!({ "tags": ["Controls"], "operationId": format!("controls-{name}"), "summary": summary });
        let schema = json!({ "type": "array", "items": output, "minItems": 1, "maxItems": 1 });
        let mut responses = json!({ "200": { "description": "Done", "content": { "application/json": { "schema": schema } } } });
        if method == "get" {
            responses["503"] = reference("Unavailable");
            responses["504"] = reference("TimedOut");
        } else {
            responses["403"] = reference("Forbidden");
        }
        operation["responses"] = responses;
        paths.insert(format!("/api/v1/controls/{name}"), json!({ method: operation }));
    }
}

fn channels_graph() -> Value {
    let names = json!({ "type": "array", "items": { "type": "string" } });
    let of_channel = json!({
        "type": "object",
        "properties": { "getters": names, "setters": names },
        "required": ["getters", "setters"],
        "additionalProperties": false,
    });
    let schema = json!({ "type": "object", "additionalProperties": of_channel });
    json!({
        "tags": ["Utility"],
        "operationId": "channels-graph",
        "summary": "Which modules read and publish each channel",
        "responses": { "200": { "description": "Modules by channel", "content": { "application/json": { "schema": schema } } } },
    })
}

//! `controls`: the gateway as a whole.

use gateway_runtime::message::Schema;
use serde_json::json;

use super::list;
use crate::controls::{Controls, names};
use crate::openapi::draft::Draft;
use crate::openapi::faults::Fault;
use crate::openapi::operation::Operation;

pub(super) fn describe(draft: &mut Draft<'_>) {
    draft.get("/api/v1/channels_graph", channels_graph());
    let names = names(&draft.about.controls);
    if names.is_empty() {
        return;
    }
    draft.tag("Controls", "The gateway as a whole");
    draft.get("/api/v1/controls/", list("controls", "Controls", "The controls"));
    let message = Controls::schema(draft.schemas.definitions());
    let output = draft.schemas.wire_of(&message).output;
    let schema = json!({ "type": "array", "items": output, "minItems": 1, "maxItems": 1 });
    for name in names {
        let (method, summary) = match name {
            "heartbeat" => ("get", "Whether the engine answers"),
            "stats" => ("get", "Figures of the process, the machine and the engine"),
            _ => ("post", "Stop the gateway"),
        };
        let operation = Operation::new(format!("controls-{name}"), "Controls", summary).answer("Done", &schema);
        let operation = match method {
            "get" => operation.faults(&[Fault::Unavailable, Fault::TimedOut]),
            _ => operation.faults(&[Fault::Forbidden]),
        };
        draft.operation(method, &format!("/api/v1/controls/{name}"), operation);
    }
}

fn channels_graph() -> Operation {
    let names = json!({ "type": "array", "items": { "type": "string" } });
    let of_channel = json!({
        "type": "object",
        "properties": { "getters": names, "setters": names },
        "required": ["getters", "setters"],
        "additionalProperties": false,
    });
    let schema = json!({ "type": "object", "additionalProperties": of_channel });
    Operation::new("channels-graph", "Utility", "Which modules read and publish each channel").answer("Modules by channel", &schema)
}

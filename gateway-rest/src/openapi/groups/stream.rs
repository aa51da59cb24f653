//! `stream`: ticks as they come, over HTTP. What goes over a WebSocket is in the `AsyncAPI` document.

use serde_json::json;

use super::channel::{self, Place};
use crate::openapi::draft::Draft;
use crate::openapi::faults::Fault;
use crate::openapi::operation::Operation;

pub(super) fn describe(draft: &mut Draft<'_>) {
    draft.tag("Stream", "Ticks as they come");
    let names = json!({ "type": "array", "items": { "type": "string" } });
    let list = Operation::new("stream-channels", "Stream", "What can be followed, by name; with an upgrade, a WebSocket")
        .describe("A client that asks for an upgrade gets a WebSocket, whose frames `/asyncapi.json` describes.")
        .answer("Names", &names)
        .faults(&[Fault::BadRequest, Fault::Forbidden, Fault::Unavailable]);
    draft.get("/api/v1/stream", list);
    let shown = draft.about.stream.clone();
    channel::each(draft, "stream", "get", |channel| shown.shows(channel.name), |place, _| follow(place));
}

fn follow(place: &Place<'_>) -> Operation {
    let mut frame = json!({
        "type": "object",
        "properties": {
            "dropped": { "type": "integer", "description": "How many ticks were left out before this one" },
            "channel": { "const": place.channel.name },
        },
        "required": ["channel", "data"],
    });
    if place.keyed || place.is_whole_basket() {
        frame["properties"]["key"] = json!({ "type": "string" });
        frame["required"] = json!(["channel", "key", "data"]);
    }
    frame["properties"]["data"] = place.ticks();
    let policies = json!({ "type": "string", "enum": ["every", "conflate", "sample"], "default": "every" });
    let interval = json!({ "type": "integer", "minimum": 1, "maximum": 3_600_000 });
    let full = json!({ "type": "string", "enum": ["disconnect", "conflate"] });
    let events =
        json!({ "type": "string", "description": "Events whose `id` is that of the tick, and whose `data` is a line of the other form" });
    place
        .operation("Stream", "Follow")
        .in_query("policy", "Every tick, the newest of each key, or the newest of each key at an interval", &policies)
        .in_query("interval_ms", "The interval of samples", &interval)
        .in_query("when_full", "What becomes of a client of every tick that does not read", &full)
        .in_query("snapshot", "Whether the last ticks come first", &json!({ "type": "boolean", "default": false }))
        .in_query(
            "after",
            "The id of a tick: those that came after it come first, as far as there is a history",
            &json!({ "type": "string" }),
        )
        .answer_of(200, "The ticks to come, without end", "text/event-stream", &events)
        .answer_of(200, "The ticks to come, without end", "application/x-ndjson", &frame)
        .faults(&[Fault::NotFound, Fault::Conflict, Fault::Invalid, Fault::Unavailable])
}

//! The frames that are alike for all channels: subscriptions, heartbeats, answers.

use gateway_runtime::state::Form;
use serde_json::{Value, json};

use super::draft::{DEFAULT, Draft, Frame, JSON, SUPERSET};

/// What a client calls its request.
pub(super) fn request() -> Value {
    json!({ "type": ["string", "number"], "description": "What the client calls its request; answers repeat it" })
}

fn frame(name: &str, summary: &str, payload: Value, examples: Vec<Value>) -> Frame {
    Frame { name: name.to_owned(), summary: summary.to_owned(), description: String::new(), content_type: JSON, payload, examples }
}

pub(super) fn describe(draft: &mut Draft<'_>) {
    let address = json!({ "address": "/api/v1/stream", "title": "WebSocket", "bindings": { "ws": { "method": "GET" } } });
    let mut plain = address.clone();
    plain["description"] = "The protocol of csp-gateway, which is spoken unless a client asks for another one. Frames are JSON texts. What cannot be done is ignored.".into();
    draft.channel(DEFAULT, "socket", plain);
    let mut superset = address;
    superset["description"] =
        "A superset, for clients that ask for the subprotocol `gateway.v1`: every request is answered, and every tick is numbered.".into();
    superset["bindings"]["ws"]["headers"] = json!({
        "type": "object",
        "properties": { "Sec-WebSocket-Protocol": { "type": "string", "const": "gateway.v1" } },
        "required": ["Sec-WebSocket-Protocol"],
    });
    draft.channel(SUPERSET, "socket", superset);
    let mut names: Vec<&str> = draft.shown.iter().map(|channel| channel.name).collect();
    names.push("heartbeat");
    let channel = json!({ "type": "string", "enum": names, "description": "A channel; dashes may stand for `_`" });
    let first = json!(names[0]);
    of_default(draft, &channel, &first);
    of_superset(draft, &channel, &first);
}

fn key() -> Value {
    json!({ "type": ["string", "integer"], "description": "One key of a basket; all of them if there is none" })
}

fn of_default(draft: &mut Draft<'_>, channel: &Value, first: &Value) {
    for (action, summary) in [("subscribe", "Follow a channel"), ("unsubscribe", "Follow it no longer")] {
        let properties = json!({ "action": { "const": action }, "channel": channel, "key": key() });
        let payload = json!({ "type": "object", "properties": properties, "required": ["action", "channel"] });
        draft.frame(DEFAULT, "receive", frame(action, summary, payload, vec![json!({ "action": action, "channel": first })]), &[]);
    }
    let payload = json!({
        "type": "object",
        "properties": { "channel": { "const": "heartbeat" }, "data": { "const": "PING" } },
        "required": ["channel", "data"],
    });
    let example = json!({ "channel": "heartbeat", "data": "PING" });
    draft.frame(DEFAULT, "send", frame("heartbeat", "The service is there", payload, vec![example]), &[]);
}

fn of_superset(draft: &mut Draft<'_>, channel: &Value, first: &Value) {
    let pace = |properties: &mut Value| {
        properties["policy"] = json!({
            "type": "string", "enum": ["every", "conflate", "sample"], "default": "every",
            "description": "Every tick, the newest of each key when the client is ready, or the newest of each key at an interval",
        });
        properties["interval_ms"] =
            json!({ "type": "integer", "minimum": 1, "maximum": 3_600_000, "description": "The interval of samples" });
        properties["when_full"] = json!({
            "type": "string", "enum": ["disconnect", "conflate"], "description": "What becomes of a client of every tick that does not read",
        });
        properties["snapshot"] = json!({ "type": "boolean", "default": false, "description": "Whether the last ticks come first" });
        properties["format"] = json!({
            "type": "string", "enum": ["json", "arrow"], "default": "json",
            "description": "The form of ticks; `arrow` takes the mount `Tables`",
        });
        properties["after"] = json!({ "type": "string", "description": "The id of a tick: those that came after it come first, as far as there is a history" });
    };
    let mut one = json!({ "channel": channel, "key": key() });
    pace(&mut one);
    let one = json!({ "type": "object", "properties": one, "required": ["channel"], "additionalProperties": false });
    let mut subscribe = json!({ "action": { "const": "subscribe" }, "request": request(), "channel": channel, "key": key() });
    subscribe["subscriptions"] = json!({ "type": "array", "items": one, "description": "Several subscriptions: all are made, or none" });
    pace(&mut subscribe);
    let subscribe = json!({
        "type": "object", "properties": subscribe, "additionalProperties": false, "required": ["action"],
        "anyOf": [{ "required": ["channel"] }, { "required": ["subscriptions"] }],
    });
    let examples = vec![
        json!({ "action": "subscribe", "request": 1, "channel": first, "snapshot": true }),
        json!({ "action": "subscribe", "request": 2, "policy": "sample", "interval_ms": 250, "subscriptions": [{ "channel": first }] }),
    ];
    let receive = |draft: &mut Draft<'_>, frame: Frame, answer: &str| draft.frame(SUPERSET, "receive", frame, &[answer, "error"]);
    describe_answers(draft, channel, first);
    describe_arrow(draft, channel, first);
    receive(draft, frame("subscribe", "Follow one or more channels", subscribe, examples), "subscribed");
    let unsubscribe = json!({
        "type": "object",
        "properties": {
            "action": { "const": "unsubscribe" }, "request": request(), "channel": channel, "key": key(),
            "subscription": { "type": "integer", "minimum": 1 },
        },
        "required": ["action"], "additionalProperties": false,
        "anyOf": [{ "required": ["channel"] }, { "required": ["subscription"] }],
    });
    let examples = vec![json!({ "action": "unsubscribe", "request": 3, "subscription": 1 })];
    receive(draft, frame("unsubscribe", "Follow it no longer", unsubscribe, examples), "unsubscribed");
    let ping = json!({
        "type": "object", "properties": { "action": { "const": "ping" }, "request": request() },
        "required": ["action"], "additionalProperties": false,
    });
    receive(draft, frame("ping", "Ask for the time of the engine", ping, vec![json!({ "action": "ping", "request": 4 })]), "pong");
}

/// The fields that say which tick of which subscription it is.
pub(super) fn numbers() -> Value {
    json!({
        "type": { "enum": ["tick", "snapshot"], "description": "A snapshot is from before the subscription, and has no number" },
        "subscription": { "type": "integer", "minimum": 1 },
        "seq": { "type": "integer", "minimum": 1, "description": "Which tick of the subscription it is" },
        "dropped": { "type": "integer", "minimum": 1, "description": "How many ticks were left out before it" },
    })
}

/// What a subscription gets that asked for Arrow.
fn describe_arrow(draft: &mut Draft<'_>, channel: &Value, first: &Value) {
    let mut fields = numbers();
    fields["format"] = json!({ "const": "arrow", "description": "The next frame is binary, and has the rows" });
    fields["detail"] = json!({ "type": "string", "description": "Why there are no rows: then no binary frame follows" });
    (fields["channel"], fields["key"]) = (channel.clone(), json!({ "type": "string" }));
    let payload = json!({
        "type": "object", "properties": fields, "required": ["type", "subscription", "channel"], "additionalProperties": false,
        "oneOf": [{ "required": ["format"] }, { "required": ["detail"] }],
    });
    let example = json!({ "type": "tick", "subscription": 1, "seq": 3, "format": "arrow", "channel": first });
    draft.frame(SUPERSET, "send", frame("arrow-tick", "A tick whose rows follow as Arrow", payload, vec![example]), &[]);
    let rows = Frame {
        description: "A stream of Arrow IPC: its schema, and one batch with a row for each element.".to_owned(),
        content_type: Form::Arrow.media_type(),
        ..frame("arrow-rows", "The rows of the tick before", json!({ "type": "string", "format": "binary" }), Vec::new())
    };
    draft.frame(SUPERSET, "send", rows, &[]);
}

fn describe_answers(draft: &mut Draft<'_>, channel: &Value, first: &Value) {
    let subscription = json!({ "type": "integer", "minimum": 1, "description": "The name of the subscription" });
    let listed = json!({
        "type": "object",
        "properties": { "subscription": subscription, "channel": channel, "key": { "type": "string" } },
        "required": ["subscription", "channel"],
    });
    let list = json!({ "type": "array", "items": listed });
    let example = json!([{ "subscription": 1, "channel": first }]);
    for (name, summary) in [("subscribed", "Channels are followed"), ("unsubscribed", "Channels are followed no longer")] {
        let properties = json!({ "type": { "const": name }, "request": request(), "subscriptions": list });
        let payload = json!({ "type": "object", "properties": properties, "required": ["type", "subscriptions"] });
        let example = json!({ "type": name, "request": 1, "subscriptions": example });
        draft.frame(SUPERSET, "send", frame(name, summary, payload, vec![example]), &[]);
    }
    let time = json!({ "type": "string", "description": "Engine time: UTC, without an offset" });
    let payload = json!({
        "type": "object", "properties": { "type": { "const": "pong" }, "request": request(), "time": time }, "required": ["type", "time"],
    });
    let example = json!({ "type": "pong", "request": 4, "time": "2026-01-31T12:00:00.000001" });
    draft.frame(SUPERSET, "send", frame("pong", "The time of the engine", payload, vec![example]), &[]);
    let detail = json!({ "type": ["string", "array"], "description": "What is wrong, as over REST" });
    let status = json!({ "type": "integer", "description": "The status that the same has over REST" });
    let payload = json!({
        "type": "object", "required": ["type", "status", "detail"],
        "properties": { "type": { "const": "error" }, "request": request(), "status": status, "detail": detail },
    });
    let example = json!({ "type": "error", "request": 5, "status": 404, "detail": "Channel not found: nope" });
    draft.frame(SUPERSET, "send", frame("error", "A request cannot be done", payload, vec![example]), &[]);
    let payload = json!({
        "type": "object", "required": ["type", "subscription", "status", "detail"],
        "properties": { "type": { "const": "ended" }, "subscription": subscription, "status": status, "detail": detail },
    });
    let example =
        json!({ "type": "ended", "subscription": 1, "status": 503, "detail": "The queue into the engine is full: try again later" });
    draft.frame(SUPERSET, "send", frame("ended", "A subscription has ended by itself", payload, vec![example]), &[]);
    let payload = json!({
        "type": "object", "required": ["type", "channel", "data"],
        "properties": { "type": { "const": "heartbeat" }, "channel": { "const": "heartbeat" }, "data": { "const": "PING" } },
    });
    let example = json!({ "type": "heartbeat", "channel": "heartbeat", "data": "PING" });
    draft.frame(SUPERSET, "send", frame("heartbeat", "The service is there", payload, vec![example]), &[]);
}

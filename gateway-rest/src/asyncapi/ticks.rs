//! The frames of each channel: its ticks, and values for it.

use gateway_runtime::channel::Shape;
use serde_json::{Value, json};

use super::draft::{DEFAULT, Draft, Frame, JSON, SUPERSET};
use super::frames::{numbers, request};
use crate::address::encode;
use crate::openapi::{Wire, example_of, example_sent};
use crate::shown::Shown;

pub(super) fn describe(draft: &mut Draft<'_>) {
    let shown = std::mem::take(&mut draft.shown);
    for channel in &shown {
        let wire = draft.schemas.wire(channel);
        let mut data = example_of(&json!({ "type": "array", "items": wire.output, "minItems": 1 }), &draft.schemas);
        data[0]["id"] = "01M7YRHJ4W4GAG000000003QFT".into();
        data[0]["timestamp"] = "2026-01-31T12:00:00.000001".into();
        let of = Of { channel, wire, data };
        of.ticks(draft);
        if channel.is_sendable && !draft.about.stream.readonly {
            of.values(draft);
        }
        of.over_http(draft);
    }
    draft.shown = shown;
}

/// One channel.
struct Of<'a> {
    channel: &'a Shown<'a>,
    wire: Wire,
    /// An example of what a frame has under `data`.
    data: Value,
}

impl Of<'_> {
    fn ticks(&self, draft: &mut Draft<'_>) {
        let (payload, example) = self.tick(json!({}), json!({}));
        self.frame(draft, DEFAULT, "send", "tick", format!("Ticks of `{}`", self.channel.name), payload, vec![example], &[]);
        let (mut payload, example) = self.tick(numbers(), json!({ "type": "tick", "subscription": 1, "seq": 3, "dropped": 1 }));
        for name in ["subscription", "type"] {
            if let Some(required) = payload["required"].as_array_mut() {
                required.insert(0, name.into());
            }
        }
        self.frame(draft, SUPERSET, "send", "tick", format!("Ticks of `{}`", self.channel.name), payload, vec![example], &[]);
    }

    /// The schema of a frame with ticks, after `fields`, and an example of it.
    fn tick(&self, mut fields: Value, mut example: Value) -> (Value, Value) {
        fields["channel"] = json!({ "const": self.channel.name });
        example["channel"] = self.channel.name.into();
        let mut required = vec!["channel", "data"];
        if self.is_basket() {
            required.insert(1, "key");
            fields["key"] = self.key();
            example["key"] = self.example_key().into();
        }
        fields["data"] = json!({ "type": "array", "items": self.wire.output });
        example["data"] = self.data.clone();
        (json!({ "type": "object", "properties": fields, "required": required }), example)
    }

    fn values(&self, draft: &mut Draft<'_>) {
        let name = self.channel.name;
        let one_or_more = json!({ "anyOf": [self.wire.input, { "type": "array", "items": self.wire.input }] });
        let mut fields = json!({ "action": { "const": "send" }, "channel": { "const": name } });
        let required = ["action", "channel", "data"];
        let mut example = json!({ "action": "send", "channel": name });
        let mut data = one_or_more.clone();
        if self.is_basket() {
            fields["key"] = self.key();
            example["key"] = self.example_key().into();
            data =
                json!({ "anyOf": [one_or_more, { "type": "object", "description": "Values by key, if there is no `key` beside them" }] });
        }
        fields["data"] = data;
        let sent = example_sent(self.channel, true, &mut draft.schemas);
        example["data"] = sent.clone().unwrap_or_default();
        let examples = if sent.is_some() { vec![example.clone()] } else { Vec::new() };
        let payload = json!({ "type": "object", "properties": fields, "required": required });
        self.frame(draft, DEFAULT, "receive", "send", format!("Values for `{name}`"), payload, examples, &[]);
        fields["request"] = request();
        example["request"] = 6.into();
        let examples = if sent.is_some() { vec![example] } else { Vec::new() };
        let payload = json!({ "type": "object", "properties": fields, "required": required, "additionalProperties": false });
        let accepted = json!({
            "type": "object",
            "properties": {
                "type": { "const": "accepted" }, "request": request(), "data": { "type": "array", "items": self.wire.output },
            },
            "required": ["type", "data"],
        });
        let answer = json!({ "type": "accepted", "request": 6, "data": self.data });
        self.frame(draft, SUPERSET, "send", "accepted", format!("Values for `{name}` are accepted"), accepted, vec![answer], &[]);
        let replies = [format!("accepted-{name}"), "error".to_owned()];
        let replies: Vec<&str> = replies.iter().map(String::as_str).collect();
        self.frame(draft, SUPERSET, "receive", "send", format!("Values for `{name}`"), payload, examples, &replies);
    }

    fn over_http(&self, draft: &mut Draft<'_>) {
        if !self.channel.is_live {
            return;
        }
        let name = format!("follow-{}", self.channel.name);
        let address = format!("/api/v1/stream/{}", encode(self.channel.name));
        let title = format!("`{}` as server-sent events, or as NDJSON", self.channel.name);
        draft.channel(&name, "http", json!({ "address": address, "title": title }));
        let fields = json!({ "dropped": { "type": "integer", "minimum": 1, "description": "How many ticks were left out before it" } });
        let (payload, example) = self.tick(fields, json!({}));
        self.frame(draft, &name, "send", "tick", format!("Ticks of `{}`", self.channel.name), payload, vec![example], &[]);
    }

    #[expect(clippy::too_many_arguments, reason = "each of them stands in the document")]
    fn frame(
        &self,
        draft: &mut Draft<'_>,
        on: &str,
        action: &str,
        kind: &str,
        summary: String,
        payload: Value,
        examples: Vec<Value>,
        replies: &[&str],
    ) {
        let name = format!("{kind}-{}", self.channel.name);
        draft.frame(
            on,
            action,
            Frame { name, summary, description: self.channel.doc.to_owned(), content_type: JSON, payload, examples },
            replies,
        );
    }

    fn is_basket(&self) -> bool {
        self.channel.shape == Shape::Basket
    }

    fn key(&self) -> Value {
        if self.channel.closed { json!({ "type": "string", "enum": self.channel.keys }) } else { json!({ "type": "string" }) }
    }

    fn example_key(&self) -> &str {
        // Numbers and texts can both be keys that look like this.
        self.channel.keys.first().map_or("1", String::as_str)
    }
}

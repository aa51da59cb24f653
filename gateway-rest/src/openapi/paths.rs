//! The operations of a document: what can be asked of every channel.

use gateway_runtime::channel::{Shape, StaticMeta};
use gateway_runtime::mount::Description;
use serde_json::{Map, Value, json};

use super::schemas::{Schemas, Wire};
use crate::address::encode;
use crate::shown::Shown;

/// All paths, in the order of the routes and then of the channels.
pub(super) fn paths(app: &Description<'_>, schemas: &mut Schemas) -> Map<String, Value> {
    let mut paths = Map::new();
    paths.insert("/api".to_owned(), json!({ "get": discovery() }));
    for (verb, tag, what) in
        [("last", "Last", "All channels"), ("next", "Next", "All channels"), ("send", "Send", "The channels that take values")]
    {
        paths.insert(format!("/api/v1/{verb}/"), json!({ "get": list(verb, tag, what) }));
    }
    let channels = Shown::all(app);
    for (verb, method) in [("last", "get"), ("next", "get"), ("send", "post")] {
        for channel in &channels {
            if verb == "send" && !channel.is_sendable {
                continue;
            }
            let wire = &schemas.wire(channel);
            let path = Path { channel, wire };
            let address = format!("/api/v1/{verb}/{}", encode(channel.name));
            let operation = |keyed: bool| match verb {
                "last" => path.last(keyed),
                "next" => path.next(keyed),
                _ => path.send(keyed),
            };
            paths.insert(address.clone(), json!({ method: operation(false) }));
            if channel.shape == Shape::Basket {
                paths.insert(format!("{address}/{{key}}"), json!({ "parameters": [path.key()], method: operation(true) }));
            }
        }
    }
    if !app.fields.is_empty() {
        paths.insert("/api/v1/field".to_owned(), json!({ "get": list("field", "Utility", "The static fields") }));
    }
    for field in app.fields {
        let schema = schemas.plain(field.schema);
        paths.insert(format!("/api/v1/field/{}", encode(field.name)), json!({ "get": static_field(field, &schema) }));
    }
    paths
}

/// One channel under one verb.
struct Path<'a> {
    channel: &'a Shown<'a>,
    wire: &'a Wire,
}

impl Path<'_> {
    fn last(&self, keyed: bool) -> Value {
        let mut operation = self.operation("last", "Last", &format!("The last tick {}", self.of(keyed)), keyed);
        operation["responses"] = self.responses("The last tick; an empty list if there is none yet");
        operation
    }

    fn next(&self, keyed: bool) -> Value {
        let mut operation = self.operation("next", "Next", &format!("The next tick {}", self.of(keyed)), keyed);
        operation["responses"] = self.responses("The tick that came");
        operation
    }

    fn of(&self, keyed: bool) -> String {
        let of = match (self.channel.shape, keyed) {
            (Shape::Basket, false) => "of every key of",
            (Shape::Basket, true) => "of one key of",
            _ => "of",
        };
        format!("{of} `{}`", self.channel.name)
    }

    /// The answers of `last` and `next`.
    fn responses(&self, good: &str) -> Value {
        json!({
            "200": self.ticks(good),
            "404": reference("NotFound"),
            "503": reference("Unavailable"),
            "504": reference("TimedOut"),
        })
    }

    fn send(&self, keyed: bool) -> Value {
        let whole_basket = self.channel.shape == Shape::Basket && !keyed;
        let to = match (self.channel.shape, keyed) {
            (Shape::Basket, false) => "Send to several keys, in one cycle, of",
            (Shape::Basket, true) => "Send to one key of",
            (Shape::List, _) => "Send one list to",
            (Shape::Value, _) => "Send to",
        };
        let one_or_more = json!({ "anyOf": [self.wire.input, { "type": "array", "items": self.wire.input }] });
        let schema = if whole_basket {
            let mut schema = json!({ "type": "object", "additionalProperties": one_or_more });
            if self.channel.closed {
                schema["propertyNames"] = json!({ "enum": self.channel.keys });
            }
            schema
        } else {
            one_or_more
        };
        let mut operation = self.operation("send", "Send", &format!("{to} `{}`", self.channel.name), keyed);
        operation["requestBody"] = json!({ "required": true, "content": { "application/json": { "schema": schema } } });
        operation["responses"] = json!({
            "200": self.ticks("The values that were accepted, with their ids and times"),
            "404": reference("NotFound"),
            "408": reference("TimedOut"),
            "413": reference("TooLarge"),
            "415": reference("NotJson"),
            "422": reference("Invalid"),
            "503": reference("Unavailable"),
        });
        operation
    }

    /// What all operations of the channel have.
    fn operation(&self, verb: &str, tag: &str, summary: &str, keyed: bool) -> Value {
        // No Rust name has a dash, so no two operations get one id.
        let id = format!("{verb}-{}{}", self.channel.name, if keyed { "-key" } else { "" });
        let mut description = self.channel.doc.to_owned();
        if !self.channel.is_live {
            description += if description.is_empty() { "" } else { "\n\n" };
            description += "Nothing ticks this channel: the answer is 404.";
        }
        let mut operation = json!({ "tags": [tag], "operationId": id, "summary": summary });
        if !description.is_empty() {
            operation["description"] = description.into();
        }
        operation
    }

    fn ticks(&self, description: &str) -> Value {
        let schema = json!({ "type": "array", "items": self.wire.output });
        json!({ "description": description, "content": { "application/json": { "schema": schema } } })
    }

    fn key(&self) -> Value {
        let mut schema = json!({ "type": "string" });
        if self.channel.closed {
            schema["enum"] = json!(self.channel.keys);
        } else if !self.channel.keys.is_empty() {
            schema["examples"] = json!(self.channel.keys);
        }
        json!({ "name": "key", "in": "path", "required": true, "description": "The key; it may contain slashes", "schema": schema })
    }
}

fn discovery() -> Value {
    let version = json!({
        "type": "object",
        "properties": { "version": { "type": "string" }, "path": { "type": "string" } },
        "required": ["version", "path"],
    });
    let schema = json!({
        "type": "object",
        "properties": { "default": { "type": "string" }, "versions": { "type": "array", "items": version } },
        "required": ["default", "versions"],
    });
    json!({
        "tags": ["Utility"],
        "operationId": "versions",
        "summary": "The versions of this API",
        "responses": { "200": { "description": "Versions", "content": { "application/json": { "schema": schema } } } },
    })
}

fn static_field(field: &StaticMeta, schema: &Value) -> Value {
    let mut operation = json!({
        "tags": ["Utility"],
        "operationId": format!("field-{}", field.name),
        "summary": format!("The static field `{}`", field.name),
        "responses": { "200": { "description": "Its value", "content": { "application/json": { "schema": schema } } } },
    });
    if !field.doc.is_empty() {
        operation["description"] = field.doc.into();
    }
    operation
}

pub(super) fn list(verb: &str, tag: &str, what: &str) -> Value {
    let schema = json!({ "type": "array", "items": { "type": "string" } });
    json!({
        "tags": [tag],
        "operationId": format!("{verb}-channels"),
        "summary": format!("{what}, by name"),
        "responses": { "200": { "description": "Names", "content": { "application/json": { "schema": schema } } } },
    })
}

pub(super) fn reference(response: &str) -> Value {
    json!({ "$ref": format!("#/components/responses/{response}") })
}

/// The answers that are no success.
pub(super) fn responses(schemas: &mut Schemas) -> Value {
    let error = schemas.own(
        "Error",
        json!({ "type": "object", "description": "Why the request failed", "properties": { "detail": { "type": "string" } }, "required": ["detail"] }),
    );
    let problem = schemas.own(
        "Problem",
        json!({
            "type": "object",
            "description": "One fault of a body",
            "properties": {
                "type": { "type": "string", "description": "The kind of fault" },
                "loc": { "type": "array", "items": { "type": ["string", "integer"] }, "description": "The way to the field" },
                "msg": { "type": "string", "description": "What is wrong" },
                "input": { "description": "The value at fault" },
                "ctx": { "type": "object", "description": "Facts about the fault" },
            },
            "required": ["type", "loc", "msg", "input"],
        }),
    );
    let problems = schemas.own(
        "Problems",
        json!({
            "type": "object",
            "description": "Everything that is wrong with a body",
            "properties": { "detail": { "type": "array", "items": problem } },
            "required": ["detail"],
        }),
    );
    let response =
        |description: &str, schema: &Value| json!({ "description": description, "content": { "application/json": { "schema": schema } } });
    let mut full = response("The queue into the engine is full, or the gateway is stopping", &error);
    full["headers"] = json!({ "Retry-After": { "description": "Seconds to wait", "schema": { "type": "integer" } } });
    json!({
        "NotFound": response("Nothing ticks the channel, or there is no such key", &error),
        "Forbidden": response("A page of another web site asked for it", &error),
        "TimedOut": response("It took too long", &error),
        "TooLarge": response("The body is larger than allowed", &error),
        "NotJson": response("The body is not said to be JSON", &error),
        "Invalid": response("The body is wrong", &problems),
        "Unavailable": full,
    })
}

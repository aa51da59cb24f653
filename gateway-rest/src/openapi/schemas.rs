//! Schemas of messages in the two forms that they have on the wire.
//!
//! `Foo` is the message itself, as it stands inside other messages. A tick of it has `id` and `timestamp` beside the
//! fields: `Foo-Output`. What a client sends may have them, and may leave out what has a default: `Foo-Input`.

use std::collections::BTreeSet;

use gateway_runtime::channel::{AnyChannel, DynamicMeta};
use gateway_runtime::message::Definitions;
use serde_json::{Map, Value, json};

use super::given::{given, times};
use crate::shown::{Carried, Shown};

/// All schemas of a document.
#[derive(Debug, Default)]
pub(crate) struct Schemas {
    messages: Definitions,
    wire: Map<String, Value>,
}

/// The schemas of one channel's messages on the wire.
#[derive(Debug, Clone)]
pub(crate) struct Wire {
    /// One tick.
    pub(crate) output: Value,
    /// One value that is sent.
    pub(crate) input: Value,
    /// The name of the message in Rust, if it is a struct.
    pub(crate) message: Option<String>,
}

impl Wire {
    /// The class that the Python client makes of a tick, in `module`.
    pub(crate) fn class(&self, module: Option<&str>) -> Option<String> {
        module.zip(self.message.as_deref()).map(|(module, name)| format!("{module}.{name}"))
    }
}

impl Schemas {
    /// The wire forms of what `channel` carries.
    pub(crate) fn wire(&mut self, channel: &Shown<'_>) -> Wire {
        match channel.carries {
            Carried::Messages(channel) => self.messages(channel),
            Carried::Json(channel) => self.json(channel),
        }
    }

    fn messages(&mut self, channel: &dyn AnyChannel) -> Wire {
        let message = channel.schema(&mut self.messages);
        self.wire_of(&message)
    }

    /// A tick of which only some fields may have been asked for.
    pub(crate) fn row(&mut self, wire: &Wire) -> Value {
        let whole = self.resolve(&wire.output);
        if whole.get("properties").or(whole.get("oneOf")).is_none() {
            return wire.output.clone();
        }
        let row = in_part(whole);
        let Some(message) = &wire.message else { return row };
        // No Rust name has a dash, so this name is free.
        let name = format!("{message}-Row");
        let reference = json!({ "$ref": format!("{}{name}", Definitions::PREFIX) });
        self.wire.insert(name, row);
        reference
    }

    /// Where the schemas of messages stand.
    pub(crate) fn definitions(&mut self) -> &mut Definitions {
        &mut self.messages
    }

    /// The wire forms of messages with this schema.
    pub(crate) fn wire_of(&mut self, message: &Value) -> Wire {
        let plain = self.messages.resolve(message);
        let wire = if is_object(plain) {
            let sent = given(plain, &self.messages, &mut self.wire);
            Wire { output: on_the_wire(plain, Form::Output), input: on_the_wire(&sent, Form::Input), message: None }
        } else {
            let sent = given(message, &self.messages, &mut self.wire);
            Wire { output: under_value(message).output, input: under_value(&sent).input, message: None }
        };
        let Some(name) = message["$ref"].as_str().and_then(|reference| reference.strip_prefix(Definitions::PREFIX)) else { return wire };
        // No Rust name has a dash, so these names are free.
        let mut named = |suffix: &str, schema: Value| {
            let name = format!("{name}-{suffix}");
            let reference = json!({ "$ref": format!("{}{name}", Definitions::PREFIX) });
            self.wire.insert(name, schema);
            reference
        };
        // What stands under `value`, and what has variants, is no class in other languages.
        let message = plain["properties"].is_object().then(|| name.to_owned());
        Wire { output: named("Output", wire.output), input: named("Input", wire.input), message }
    }

    /// The wire forms of what fits the schema of a dynamic channel, which stands in the document as it was written.
    fn json(&mut self, channel: &DynamicMeta<'_>) -> Wire {
        // No Rust name has a dash, so this name is free.
        let name = format!("{}-Json", channel.name);
        let place = format!("{}{name}", Definitions::PREFIX);
        let mut own = channel.schema.clone();
        relocate(&mut own, &place);
        let reference = json!({ "$ref": place });
        let ticks = ["id", "timestamp"].map(Value::from);
        let wire = match own["type"].as_str() {
            Some("object") => {
                let mut output = on_the_wire(&own, Form::Output);
                // What may be absent where it was sent is absent in the tick.
                output["required"] = ticks.iter().chain(own["required"].as_array().into_iter().flatten()).cloned().collect();
                Wire { output, input: on_the_wire(&own, Form::Input), message: None }
            }
            // It may be an object or not.
            None => {
                let output = json!({ "type": "object", "properties": envelope(Form::Output), "required": ticks });
                Wire { output, input: reference, message: None }
            }
            Some(_) => under_value(&reference),
        };
        self.wire.insert(name, own);
        wire
    }

    /// The schema of a value that is no message.
    pub(crate) fn plain(&mut self, schema: fn(&mut Definitions) -> Value) -> Value {
        schema(&mut self.messages)
    }

    /// A schema of the service's own, under `name` unless a message has that.
    pub(crate) fn own(&mut self, name: &str, schema: Value) -> Value {
        self.messages.define(name, concat!(env!("CARGO_PKG_NAME"), " itself"), |_| schema)
    }

    /// What a reference points to.
    pub(crate) fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let name = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix(Definitions::PREFIX));
        let within = |name: &str| match name.split_once('/') {
            Some((name, inner)) => self.wire.get(name)?.pointer(&format!("/{inner}")),
            None => self.wire.get(name),
        };
        name.and_then(within).unwrap_or_else(|| self.messages.resolve(schema))
    }

    /// The schema of the message that is called `name`.
    pub(super) fn named(&self, name: &str) -> &Value {
        static NONE: Value = Value::Null;
        self.messages.get(name).unwrap_or(&NONE)
    }

    /// All schemas that are in use, sorted by name.
    pub(crate) fn into_map(self, roots: &[&Value]) -> Map<String, Value> {
        let mut all = self.messages.into_schemas();
        all.extend(self.wire);
        let mut used = BTreeSet::new();
        for root in roots {
            collect(root, &all, &mut used);
        }
        used.into_iter().filter_map(|name| all.remove(&name).map(|schema| (name, schema))).collect()
    }
}

/// The name of the schema that a reference points to.
pub(super) fn referred(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.strip_prefix(Definitions::PREFIX)
}

/// Collects the names of all schemas that `value` refers to, directly or by others.
fn collect(value: &Value, all: &Map<String, Value>, used: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            let name = fields.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix(Definitions::PREFIX));
            // A reference may go into a schema.
            let name = name.and_then(|name| name.split('/').next());
            if let Some(name) = name
                && used.insert(name.to_owned())
                && let Some(schema) = all.get(name)
            {
                collect(schema, all, used);
            }
            fields.values().for_each(|field| collect(field, all, used));
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, all, used)),
        _ => {}
    }
}

/// What is no object stands under `value`. It may be sent by itself, too.
fn under_value(message: &Value) -> Wire {
    let mut under_value = json!({ "type": "object", "properties": { "value": message }, "required": ["value"] });
    under_value["additionalProperties"] = false.into();
    let in_object = on_the_wire(&under_value, Form::Input);
    Wire { output: on_the_wire(&under_value, Form::Output), input: json!({ "anyOf": [message, in_object] }), message: None }
}

/// Lets references within a schema point to where it stands in the document.
fn relocate(schema: &mut Value, place: &str) {
    match schema {
        Value::Object(fields) => {
            for (name, field) in fields {
                match field {
                    Value::String(reference) if name == "$ref" && reference.starts_with('#') => {
                        *field = format!("{place}{}", &reference[1..]).into();
                    }
                    field => relocate(field, place),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| relocate(value, place)),
        _ => {}
    }
}

/// Whether messages with this schema are JSON objects.
fn is_object(schema: &Value) -> bool {
    schema["type"] == "object" || schema.get("oneOf").is_some()
}

/// The two forms of a message on the wire.
#[derive(Clone, Copy)]
enum Form {
    /// A tick: every field is there.
    Output,
    /// A value that is sent: what has a default may be absent.
    Input,
}

/// The schema of an object, or of each of its variants, with `id` and `timestamp` before its own properties.
fn on_the_wire(message: &Value, form: Form) -> Value {
    let mut schema = message.clone();
    if let Some(variants) = schema.get_mut("oneOf").and_then(Value::as_array_mut) {
        for variant in variants {
            *variant = on_the_wire(variant, form);
        }
        return schema;
    }
    let mut properties = envelope(form);
    properties.extend(message["properties"].as_object().cloned().unwrap_or_default());
    if matches!(form, Form::Output) {
        properties.values_mut().for_each(with_room_for_none);
    }
    let required = match form {
        Form::Output => Some(properties.keys().map(|name| Value::from(name.as_str())).collect()),
        Form::Input => message.get("required").cloned(),
    };
    schema["properties"] = properties.into();
    if let Some(required) = required {
        schema["required"] = required;
    }
    schema
}

/// Calls an integer that may be `null` a number: the tables that the Python client makes have a place for none among those.
fn with_room_for_none(schema: &mut Value) {
    let Some(choices) = schema.get_mut("anyOf").and_then(Value::as_array_mut) else { return };
    if let [one, none] = choices.as_mut_slice()
        && one["type"] == "integer"
        && none["type"] == "null"
    {
        one["type"] = "number".into();
        one["multipleOf"] = 1.into();
        if let Some(one) = one.as_object_mut() {
            one.shift_remove("format");
        }
    }
}

/// The form of the time of a tick.
const TICK_TIME: &str = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{6})?$";

/// What stands beside the fields of a message.
fn envelope(form: Form) -> Map<String, Value> {
    let (id, timestamp) = match form {
        Form::Output => (
            json!({ "type": "string", "description": "Identity of the tick" }),
            // It is no `date-time`: that has an offset.
            json!({ "type": "string", "pattern": TICK_TIME, "description": "Time of the tick: UTC, without an offset" }),
        ),
        Form::Input => (
            json!({
                "anyOf": [{ "type": "string" }, { "type": "number" }, { "type": "null" }],
                "description": "Identity of the tick; one is made if there is none",
            }),
            json!({
                "anyOf": times().into_iter().chain([json!({ "type": "null" })]).collect::<Vec<_>>(),
                "description": "Time of the tick, UTC unless it has an offset; now if there is none",
            }),
        ),
    };
    [("id".to_owned(), id), ("timestamp".to_owned(), timestamp)].into_iter().collect()
}

/// A row, of which `fields` may have left out something.
fn in_part(row: &Value) -> Value {
    let mut row = row.clone();
    if let Some(parts) = row.as_object_mut() {
        parts.shift_remove("required");
        parts.shift_remove("additionalProperties");
    }
    for variant in row.get_mut("oneOf").and_then(Value::as_array_mut).into_iter().flatten() {
        *variant = in_part(variant);
    }
    // Without what they require, variants may look alike.
    if let Some(variants) = row.as_object_mut().and_then(|row| row.shift_remove("oneOf")) {
        row["anyOf"] = variants;
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variant_gets_an_id() {
        let message = json!({ "oneOf": [
            { "type": "object", "properties": { "type": { "const": "A" }, "x": {} }, "required": ["type"] },
            { "type": "object", "properties": { "type": { "const": "B" } }, "required": ["type"] },
        ] });
        let output = on_the_wire(&message, Form::Output);
        assert_eq!(output["oneOf"][0]["required"], json!(["id", "timestamp", "type", "x"]));
        assert_eq!(output["oneOf"][1]["required"], json!(["id", "timestamp", "type"]));
        assert_eq!(on_the_wire(&message, Form::Input)["oneOf"][0]["required"], json!(["type"]));
    }

    #[test]
    fn an_integer_or_none_is_a_number_in_a_tick() {
        let choice = |one: Value| json!({ "anyOf": [one, { "type": "null" }] });
        let message = json!({ "type": "object", "properties": { "x": choice(json!({ "type": "integer", "format": "int64" })) } });
        let output = on_the_wire(&message, Form::Output);
        assert_eq!(output["properties"]["x"], choice(json!({ "type": "number", "multipleOf": 1 })));
        assert_eq!(on_the_wire(&message, Form::Input)["properties"]["x"], message["properties"]["x"]);
    }

    #[test]
    fn what_nothing_refers_to_is_left_out() {
        let mut schemas = Schemas::default();
        let inner = schemas.own("Inner", json!({ "type": "string" }));
        let outer = schemas.own("Outer", json!({ "properties": { "inner": inner } }));
        schemas.own("Unused", json!({}));
        let names: Vec<String> = schemas.into_map(&[&json!([outer])]).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["Inner", "Outer"]);
    }
}

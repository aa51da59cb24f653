//! A dynamic channel as the outside sees it.

use jsonschema::Validator;
use serde_json::{Value, json};

use super::DynamicChannel;
use crate::channel::AnyChannel;
use crate::message::{Definitions, Problem, compile_schema, faults_of, is_object_schema};
use crate::words::nearest;

/// A dynamic channel, described.
#[derive(Debug, Clone, Copy)]
pub struct DynamicMeta<'a> {
    /// Its name, which is a key of [`family`](Self::family).
    pub name: &'a str,
    /// What it is for.
    pub doc: &'a str,
    /// The place of the field of the channel set to which it belongs.
    pub family: usize,
    /// The JSON Schema of its values. A message type has that of its own.
    pub schema: &'a Value,
    /// The channel that carries the message type of its values, if they have one.
    pub message: Option<usize>,
    /// Whether values may be sent from outside.
    pub is_sendable: bool,
    /// Whether anything can tick it.
    pub is_live: bool,
}

/// One dynamic channel, with what checks its values.
#[derive(Debug)]
pub struct Checked {
    pub(super) declaration: DynamicChannel,
    pub(super) family: usize,
    schema: Value,
    values: Values,
    /// Whether its values are JSON objects, as far as the schema says.
    pub(super) is_object: bool,
}

/// What values from outside must be.
#[derive(Debug)]
enum Values {
    Any,
    Fitting(Box<Validator>),
    /// The message type of this channel.
    Messages(usize),
}

/// What is wrong with a declaration: the part at fault, and why.
pub(super) type Fault = (&'static str, String);

impl Checked {
    pub(super) fn new(channels: &[&dyn AnyChannel], family: usize, declaration: DynamicChannel) -> Result<Self, Fault> {
        let (name, spec) = (&declaration.name, &declaration.spec);
        if !is_name(name) {
            return Err((
                "",
                format!("`{name}` cannot be the name of a channel: it has letters, digits and `_`, and begins with no digit"),
            ));
        }
        if let Some(known) = channels.iter().find(|channel| channel.name() == name) {
            return Err(("", format!("`{}` is a channel of the channel set: choose another name", known.name())));
        }
        if spec.send && !channels[family].is_sendable() {
            return Err(("send", format!("`{}` is not declared with `#[channel(send)]`", channels[family].name())));
        }
        let (schema, values, is_object) = match (&spec.schema, &spec.message) {
            (Some(_), Some(_)) => return Err(("", "give it a `schema` or a `message`, not both".to_owned())),
            (None, None) => (json!({}), Values::Any, true),
            (Some(schema), None) => {
                if let Some(field) = ["id", "timestamp"].iter().find(|field| schema["properties"].get(field).is_some()) {
                    return Err(("schema", format!("`{field}` belongs to the tick, beside the fields of the value: choose another name")));
                }
                let validator = compile_schema(schema).map_err(|error| ("schema", format!("this is no JSON Schema: {error}")))?;
                (schema.clone(), Values::Fitting(Box::new(validator)), is_object_schema(schema))
            }
            (None, Some(message)) => {
                let (channel, schema) = find_message(channels, message).map_err(|text| ("message", text))?;
                let is_object = is_object_schema(&schema);
                (schema, Values::Messages(channel), is_object)
            }
        };
        Ok(Self { declaration, family, schema, values, is_object })
    }

    /// A value from outside, if it fits.
    pub(super) fn read(&self, value: &Value, channels: &[&dyn AnyChannel]) -> Result<Value, Vec<Problem>> {
        let found = match &self.values {
            Values::Any => Vec::new(),
            Values::Fitting(validator) => faults_of(validator, value),
            Values::Messages(channel) => return channels[*channel].normalise(value),
        };
        if found.is_empty() { Ok(value.clone()) } else { Err(found) }
    }

    pub(super) fn describe(&self, is_live: bool) -> DynamicMeta<'_> {
        let DynamicChannel { name, spec } = &self.declaration;
        let message = if let Values::Messages(channel) = self.values { Some(channel) } else { None };
        DynamicMeta { name, doc: &spec.doc, family: self.family, schema: &self.schema, message, is_sendable: spec.send, is_live }
    }
}

/// Whether a field in Rust could have this name, so that it fits in an address as names of channels do.
fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

/// The channel that carries messages of the type `name`, and their schema.
fn find_message(channels: &[&dyn AnyChannel], name: &str) -> Result<(usize, Value), String> {
    let mut definitions = Definitions::default();
    let mut known = Vec::new();
    for (place, channel) in channels.iter().enumerate() {
        let schema = channel.schema(&mut definitions);
        let Some(message) = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix(Definitions::PREFIX)) else { continue };
        if message == name {
            return Ok((place, definitions.resolve(&schema).clone()));
        }
        if !known.iter().any(|known| known == message) {
            known.push(message.to_owned());
        }
    }
    let hint = nearest(name, known.iter().map(String::as_str)).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
    let there_are = if known.is_empty() { "no channel carries one".to_owned() } else { format!("there are: {}", known.join(", ")) };
    Err(format!("no channel carries messages of a type `{name}`; {there_are}{hint}"))
}

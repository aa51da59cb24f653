//! A value that fits a schema, to show how one is sent.

use gateway_runtime::channel::Shape;
use serde_json::{Map, Value, json};

use super::schemas::Schemas;
use crate::shown::{Carried, Shown};

/// How far to follow schemas that contain themselves.
const MAX_DEPTH: usize = 8;

/// Makes examples, as far as constraints on texts allow, with only what must be there.
#[derive(Debug, Default)]
pub(crate) struct Examples(Schemas);

impl Examples {
    /// A body that `channel` takes, or one that is near to it.
    pub(crate) fn body(&mut self, channel: &Shown<'_>) -> Value {
        body(channel, false, &mut self.0)
    }
}

/// A body for `channel`, or for a key of it, that it takes. Some checks are code, so an example is not always found.
pub(crate) fn sent(channel: &Shown<'_>, keyed: bool, schemas: &mut Schemas) -> Option<Value> {
    let wire = schemas.wire(channel);
    let one = at_depth(&wire.input, schemas, 0);
    let is_taken = match channel.carries {
        Carried::Messages(channel) => channel.normalise(&one).is_ok(),
        Carried::Json(_) => true,
    };
    is_taken.then(|| body(channel, keyed, schemas))
}

/// A value that fits `schema`, or is near to it.
pub(crate) fn of(schema: &Value, schemas: &Schemas) -> Value {
    at_depth(schema, schemas, 0)
}

fn body(channel: &Shown<'_>, keyed: bool, schemas: &mut Schemas) -> Value {
    let wire = schemas.wire(channel);
    let one = at_depth(&wire.input, schemas, 0);
    match (channel.shape, channel.keys) {
        (Shape::Basket, _) if keyed => one,
        (Shape::Basket, [key, ..]) => json!({ key: one }),
        // Numbers and texts can both be keys that look like this.
        (Shape::Basket, _) => json!({ "1": one }),
        (Shape::List, _) => json!([one]),
        (Shape::Value, _) => one,
    }
}

fn at_depth(schema: &Value, schemas: &Schemas, depth: usize) -> Value {
    let constraints = schema;
    let schema = schemas.resolve(schema);
    if depth > MAX_DEPTH {
        return Value::Null;
    }
    let inner = |schema: &Value| at_depth(schema, schemas, depth + 1);
    if let Some(value) = schema.get("const").or_else(|| schema["enum"].get(0)) {
        return value.clone();
    }
    if let Some(choice) = schema["oneOf"].get(0).or_else(|| schema["anyOf"].get(0)) {
        return inner(choice);
    }
    let limit = |name: &str| constraints.get(name).or_else(|| schema.get(name)).and_then(Value::as_f64);
    match schema["type"].as_str() {
        Some("object") => {
            let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let fields: Map<String, Value> = required.map(|name| (name.to_owned(), inner(&schema["properties"][name]))).collect();
            fields.into()
        }
        Some("array") => {
            let length = schema["minItems"].as_u64().unwrap_or(0).min(100);
            (0..length).map(|_| inner(&schema["items"])).collect()
        }
        Some("integer") => json!(integer(limit("minimum"), limit("exclusiveMinimum"))),
        Some("number") => {
            let least = limit("minimum").or_else(|| limit("exclusiveMinimum").map(|limit| limit + 1.0));
            json!(least.unwrap_or(0.0).max(1.0).min(limit("maximum").unwrap_or(f64::MAX)))
        }
        Some("boolean") => json!(true),
        Some("string") => json!(text(schema)),
        _ => Value::Null,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "an example may be any number of the range")]
fn integer(minimum: Option<f64>, above: Option<f64>) -> i64 {
    let least = minimum.map(|limit| limit.ceil() as i64).or_else(|| above.map(|limit| (limit.floor() as i64).saturating_add(1)));
    least.unwrap_or(0).max(0)
}

fn text(schema: &Value) -> String {
    match schema["format"].as_str() {
        Some("date-time") => "2026-01-31T12:00:00Z".to_owned(),
        Some("date") => "2026-01-31".to_owned(),
        Some("time") => "12:00:00".to_owned(),
        _ => {
            let at_least = schema["minLength"].as_u64().unwrap_or(0).min(1000);
            let at_most = schema["maxLength"].as_u64().unwrap_or(u64::MAX);
            "text".chars().cycle().take(usize::try_from(at_least.max(4).min(at_most)).unwrap_or(4)).collect()
        }
    }
}

//! What clients may send instead of what the service answers: a time may be a number, too.

use gateway_runtime::message::Definitions;
use serde_json::{Map, Value, json};

/// The forms in which a time may come: text, or a number since 1970, of seconds or, where those would go too far, of
/// milliseconds.
pub(super) fn times() -> [Value; 4] {
    let number = |unit: &str, mut range: Value| {
        range["type"] = "number".into();
        range["description"] = format!("{unit} since 1970").into();
        range
    };
    [
        json!({ "type": "string", "format": "date-time" }),
        number("Seconds", json!({ "minimum": -9_223_372_036_i64, "maximum": 9_223_372_036_i64 })),
        number("Milliseconds", json!({ "exclusiveMinimum": 20_000_000_000_i64, "maximum": 9_223_372_036_000_i64 })),
        number("Milliseconds", json!({ "minimum": -9_223_372_036_000_i64, "exclusiveMaximum": -20_000_000_000_i64 })),
    ]
}

/// `schema` as it is for clients that send. Schemas that it refers to get a second form for that, if they need one.
pub(super) fn given(schema: &Value, messages: &Definitions, wire: &mut Map<String, Value>) -> Value {
    if let Some(name) = name(schema) {
        if !has_time(schema, messages, &mut Vec::new()) {
            return schema.clone();
        }
        // No Rust name has a dash, so this name is free.
        let second = format!("{name}-Given");
        let reference = json!({ "$ref": format!("{}{second}", Definitions::PREFIX) });
        if !wire.contains_key(&second) {
            // It is there before it is made, since it may contain itself.
            wire.insert(second.clone(), Value::Null);
            let made = given(messages.resolve(schema), messages, wire);
            wire.insert(second, made);
        }
        return reference;
    }
    if is_time(schema) {
        let mut either = json!({ "anyOf": times() });
        if let Some(description) = schema.get("description") {
            either["description"] = description.clone();
        }
        return either;
    }
    match schema {
        Value::Object(fields) => fields.iter().map(|(name, field)| (name.clone(), given(field, messages, wire))).collect(),
        Value::Array(values) => values.iter().map(|value| given(value, messages, wire)).collect(),
        other => other.clone(),
    }
}

fn name(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.strip_prefix(Definitions::PREFIX)
}

fn is_time(schema: &Value) -> bool {
    schema["type"] == "string" && schema["format"] == "date-time"
}

/// Whether there is a time in `schema`, or in what it refers to. `seen` has the names that are being looked at.
fn has_time<'a>(schema: &'a Value, messages: &'a Definitions, seen: &mut Vec<&'a str>) -> bool {
    if let Some(name) = name(schema) {
        if seen.contains(&name) {
            return false;
        }
        seen.push(name);
        return has_time(messages.resolve(schema), messages, seen);
    }
    is_time(schema)
        || match schema {
            Value::Object(fields) => fields.values().any(|field| has_time(field, messages, seen)),
            Value::Array(values) => values.iter().any(|value| has_time(value, messages, seen)),
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_has_times_gets_a_second_form() {
        let mut messages = Definitions::default();
        let leaf = messages.define("Leaf", "Leaf", |_| json!({ "properties": { "x": { "type": "integer" } } }));
        let tree = messages.define("Tree", "Tree", |messages| {
            let child = messages.define("Tree", "Tree", |_| unreachable!());
            json!({ "properties": { "at": { "type": "string", "format": "date-time", "description": "When." }, "child": child, "leaf": leaf } })
        });
        let mut wire = Map::new();
        let second = given(&tree, &messages, &mut wire);
        assert_eq!(name(&second), Some("Tree-Given"));
        assert_eq!(wire.keys().collect::<Vec<_>>(), ["Tree-Given"]);
        let made = &wire["Tree-Given"]["properties"];
        assert_eq!((name(&made["child"]), name(&made["leaf"])), (Some("Tree-Given"), Some("Leaf")));
        assert_eq!((made["at"]["description"].as_str(), made["at"]["anyOf"].as_array().map(Vec::len)), (Some("When."), Some(4)));
    }
}

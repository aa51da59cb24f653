//! What an answer says, without what differs from run to run: one line.

use serde_json::{Map, Value};

use crate::http::Answer;

/// The form of the demo's message, which has a name here.
const EXAMPLE: &str =
    "{id: text, timestamp: time, x: int, y: text, z: text, internal_csp_struct: {z: int}, data: [], mapping: {}, dt: time Z, d: date}";

/// Status, type of content where it is not JSON, headers that matter, and the form of the body.
pub fn facts(answer: &Answer) -> String {
    let mut facts = vec![answer.status.to_string()];
    if !answer.content_type.is_empty() && answer.content_type != "application/json" {
        facts.push(answer.content_type.clone());
    }
    facts.extend(answer.allow.as_ref().map(|allow| format!("allow {allow}")));
    facts.extend(answer.location.as_ref().map(|location| format!("to {location}")));
    match &answer.json {
        Some(json) => facts.push(body(json)),
        None if answer.text.is_empty() => {}
        None => facts.push("text".to_owned()),
    }
    facts.join(" ").replace(EXAMPLE, "Example").replace('|', "/")
}

/// Errors are told as they are, all else by its form.
fn body(json: &Value) -> String {
    match &json["detail"] {
        Value::String(detail) => detail.clone(),
        Value::Array(problems) => {
            let mut told: Vec<String> = problems.iter().filter_map(problem).collect();
            // Of a list, that it is no single message is told beside what is wrong with its elements.
            if told.len() > 1 {
                told.retain(|problem| problem != "model_attributes_type at body");
            }
            told.join(", ")
        }
        _ => match json {
            Value::Array(values) => list(values, element),
            json => form(json),
        },
    }
}

/// The kind of a fault and its place. The names of validators are left out, and so is what one of them says of every body
/// that is no list.
fn problem(problem: &Value) -> Option<String> {
    let place: Vec<String> =
        problem["loc"].as_array()?.iter().map(|part| part.as_str().map_or_else(|| part.to_string(), str::to_owned)).collect();
    let is_validator = |part: &String| part.starts_with("list[") || part.starts_with("function-");
    if problem["type"] == "list_type" && place.iter().any(|part| part.starts_with("list[")) {
        return None;
    }
    let place: Vec<String> = place.into_iter().filter(|part| !is_validator(part)).collect();
    Some(format!("{} at {}", problem["type"].as_str()?, place.join(".")))
}

fn form(json: &Value) -> String {
    match json {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "bool".to_owned(),
        Value::Number(number) => if number.is_f64() { "number" } else { "int" }.to_owned(),
        Value::String(text) => of_text(text).to_owned(),
        Value::Array(values) => list(values, form),
        Value::Object(fields) => object(fields),
    }
}

fn list(values: &[Value], form: fn(&Value) -> String) -> String {
    let mut forms: Vec<String> = values.iter().map(form).collect();
    forms.dedup();
    format!("[{}]", forms.join(", "))
}

/// A list of names is told as it is.
fn element(json: &Value) -> String {
    match json {
        Value::String(text) if !is_id(text) => text.clone(),
        other => form(other),
    }
}

fn object(fields: &Map<String, Value>) -> String {
    if fields.values().all(|field| field.get("getters").is_some()) && !fields.is_empty() {
        // Who reads and publishes what is a matter of the modules, which have other names.
        return "{CHANNEL: {getters: [], setters: []}}".to_owned();
    }
    let field = |(name, value): (&String, &Value)| match name.as_str() {
        // These are empty or not from tick to tick.
        "data" if value.is_array() => "data: []".to_owned(),
        "mapping" if value.is_object() => "mapping: {}".to_owned(),
        // These depend on the machine, or on the modules.
        name @ ("user" | "host" | "max_threads" | "engine") => format!("{name}: any"),
        name if is_id(name) => format!("ID: {}", form(value)),
        name => format!("{name}: {}", form(value)),
    };
    let mut fields: Vec<String> = fields.iter().map(field).collect();
    fields.dedup();
    format!("{{{}}}", fields.join(", "))
}

/// Whether a text is an id of either system.
fn is_id(text: &str) -> bool {
    let is_long_number = text.len() >= 9 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_long_number || (text.len() == 26 && text.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase()))
}

fn of_text(text: &str) -> &'static str {
    let digits: String = text.chars().map(|letter| if letter.is_ascii_digit() { '0' } else { letter }).collect();
    match digits.as_str() {
        "0000-00-00" => "date",
        "0000-00-00T00:00:00" | "0000-00-00T00:00:00.000000" => "time",
        "0000-00-00T00:00:00Z" | "0000-00-00T00:00:00.000000Z" => "time Z",
        _ => "text",
    }
}

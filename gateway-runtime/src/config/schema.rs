//! JSON Schemas of settings: of one module, and of a whole gateway.

use serde_json::{Map, Value, json};

use super::Configure;
use crate::graph::GraphMeta;
use crate::life::OnFailure;
use crate::message::{self, Definitions, FieldSchema, object_schema};
use crate::module::Module;
use crate::mount::MountAt;

/// One setting, as `#[module]` describes it.
#[derive(Debug, Clone, Copy)]
pub struct SettingSchema {
    /// Its name, type and constraints.
    pub field: FieldSchema,
    /// What it is if nothing is set, where that can be written as JSON.
    pub default: Option<fn() -> Option<Value>>,
}

/// The schema of a module's settings.
pub fn settings_schema(doc: &str, settings: &[SettingSchema], definitions: &mut Definitions) -> Value {
    let fields: Vec<FieldSchema> = settings.iter().map(|setting| setting.field).collect();
    let mut schema = object_schema(doc, &fields, definitions);
    for setting in settings {
        if let Some(default) = setting.default.and_then(|default| default()) {
            schema["properties"][setting.field.name]["default"] = default;
        }
    }
    schema
}

/// The defaults in the schema of a gateway's settings that do not keep their own limits, each as a sentence. Those that are written out are
/// held against them by the macro; these come of expressions.
pub(crate) fn wrong_defaults(schema: &Value) -> Vec<String> {
    const LIMITS: [&str; 7] = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "pattern"];
    let mut wrong = Vec::new();
    let parts = schema["properties"].as_object().into_iter().flatten();
    for (name, part) in parts {
        let limits: Map<String, Value> = LIMITS.iter().filter_map(|limit| Some(((*limit).to_owned(), part.get(*limit)?.clone()))).collect();
        if let Some(default) = part.get("default").filter(|default| !limits.is_empty() && !default.is_null())
            && let Err(fault) = message::check(&Value::from(limits).to_string(), default)
        {
            wrong.push(format!("{name}: its default is {default}: {fault}"));
        }
        let within = if part.get("items").is_some() { &part["items"] } else { part };
        wrong.extend(wrong_defaults(within).into_iter().map(|fault| format!("{name}.{fault}")));
    }
    wrong
}

/// The schema of a span of time: a number of seconds, or a text with units.
pub fn span_schema(_: &mut Definitions) -> Value {
    json!({ "anyOf": [{ "type": "number", "minimum": 0 }, { "type": "string" }] })
}

/// A part of a gateway or of a group.
#[derive(Debug, Clone, Copy)]
pub struct PartSchema {
    name: &'static str,
    schema: fn(&mut Definitions) -> Value,
    kind: PartKind,
}

#[derive(Debug, Clone, Copy)]
enum PartKind {
    /// What the module does when it fails.
    Module(OnFailure),
    /// So many modules at most, and what they do when they fail.
    List(usize, OnFailure),
    /// A group or a mount: it has no settings of its own accord.
    Other,
}

impl PartSchema {
    /// The module in the field `name`.
    pub fn module<M: Module>(name: &'static str) -> Self {
        Self { name, schema: M::schema, kind: PartKind::Module(M::ON_FAILURE) }
    }

    /// A list of so many modules at most in the field `name`.
    pub fn list<M: Module>(name: &'static str, most: usize) -> Self {
        Self { name, schema: M::schema, kind: PartKind::List(most, M::ON_FAILURE) }
    }

    /// The mount in the field `name`.
    pub fn mount<A: MountAt<PLACE>, const PLACE: usize>(name: &'static str) -> Self {
        Self::other::<A::Mount>(name)
    }

    /// The group, or whatever else has settings, in the field `name`.
    pub fn other<C: Configure>(name: &'static str) -> Self {
        Self { name, schema: C::schema, kind: PartKind::Other }
    }

    fn schema(&self, definitions: &mut Definitions) -> Value {
        let schema = (self.schema)(definitions);
        match self.kind {
            PartKind::Module(policy) => with_life(schema, policy),
            PartKind::List(most, policy) => json!({ "type": "array", "maxItems": most, "items": with_life(schema, policy) }),
            PartKind::Other => schema,
        }
    }
}

/// A module's own settings, and those that every module has.
fn with_life(mut schema: Value, policy: OnFailure) -> Value {
    for (name, setting) in of_module(policy) {
        schema["properties"][name] = setting;
    }
    schema
}

/// The schema of a gateway's settings.
pub fn gateway_schema(graph: &GraphMeta, parts: &[PartSchema], definitions: &mut Definitions) -> Value {
    parts_schema(graph.doc, of_gateway(), parts, definitions)
}

/// The schema of a group's settings.
pub fn group_schema(doc: &str, parts: &[PartSchema], definitions: &mut Definitions) -> Value {
    parts_schema(doc, Map::new(), parts, definitions)
}

fn parts_schema(doc: &str, mut properties: Map<String, Value>, parts: &[PartSchema], definitions: &mut Definitions) -> Value {
    let mut required = Vec::new();
    for part in parts {
        let schema = part.schema(definitions);
        if schema.get("required").is_some() {
            required.push(part.name);
        }
        properties.insert(part.name.to_owned(), schema);
    }
    let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    if !doc.is_empty() {
        schema["description"] = doc.into();
    }
    schema
}

fn described(mut schema: Value, description: &str) -> Value {
    schema["description"] = description.into();
    schema
}

fn time(description: &str) -> Value {
    described(json!({ "anyOf": [{ "type": "string", "format": "date-time" }, { "type": "number" }] }), description)
}

fn span(default: &str, description: &str) -> Value {
    let mut schema = described(span_schema(&mut Definitions::default()), description);
    schema["default"] = default.into();
    schema
}

/// The settings that every gateway has.
fn of_gateway() -> Map<String, Value> {
    let settings = [
        ("hold_until", time("Before this time nothing that modules publish ticks.")),
        ("stop_timeout", span("10s", "How long the stop hooks may take, all together.")),
        ("slow_node", span("1s", "A node that runs for longer is reported; 0 for none.")),
        ("stalled", span("10s", "An engine that is at one thing for longer is reported; 0 for never.")),
    ];
    settings.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect()
}

/// The settings that every module has.
fn of_module(policy: OnFailure) -> [(&'static str, Value); 3] {
    let backoff = json!({
        "type": "object",
        "properties": {
            "policy": { "enum": OnFailure::WORDS, "default": "restart" },
            "delay": span("1s", "The wait before the first restart; each further one is twice as long."),
            "max_delay": span("1m", "The longest wait; a module that ran for so long begins its count anew."),
            "restarts": { "type": "integer", "minimum": 0, "maximum": u32::MAX, "default": 5, "description": "How many restarts there are in a row." },
        },
        "additionalProperties": false,
    });
    let on_failure = json!({ "anyOf": [{ "enum": OnFailure::WORDS }, backoff], "default": policy.word() });
    [
        ("enabled", described(json!({ "type": "boolean", "default": true }), "Whether the module takes part.")),
        ("hold_until", time("Before this time nothing that the module publishes ticks.")),
        ("on_failure", described(on_failure, "What happens when a node of the module fails.")),
    ]
}

/// The JSON Schema (dialect 2020-12) of all settings of `A`, as a document by itself.
pub fn document<A: Configure>(title: &str) -> Value {
    let mut definitions = Definitions::default();
    let Value::Object(schema) = A::schema(&mut definitions) else { return Value::Bool(true) };
    let mut document = json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "title": title });
    if let Value::Object(document) = &mut document {
        document.extend(schema);
        let schemas = definitions.into_schemas();
        if !schemas.is_empty() {
            document.insert("$defs".to_owned(), schemas.into());
        }
    }
    point_to_defs(&mut document);
    document
}

/// Lets references point to where a schema that stands alone has its definitions.
fn point_to_defs(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                match field {
                    Value::String(reference) if name == "$ref" => {
                        if let Some(name) = reference.strip_prefix(Definitions::PREFIX) {
                            *reference = format!("#/$defs/{name}");
                        }
                    }
                    other => point_to_defs(other),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(point_to_defs),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_held_against_their_limits() {
        let module = json!({ "properties": {
            "least": { "type": "integer", "minimum": 1, "default": 0 },
            "most": { "type": "integer", "maximum": 1, "default": 1 },
            "name": { "type": "string", "pattern": "^[a-z]+$", "default": "A" },
            "none": { "type": ["integer", "null"], "minimum": 1, "default": null },
            "free": { "type": "integer", "default": 0 },
        } });
        let schema = json!({ "properties": { "one": module, "list": { "type": "array", "items": module } } });
        let mut wrong = wrong_defaults(&schema);
        wrong.sort();
        let of = |part: &str| {
            [
                format!("{part}.least: its default is 0: Input should be greater than or equal to 1"),
                format!("{part}.name: its default is \"A\": String should match pattern '^[a-z]+$'"),
            ]
        };
        assert_eq!(wrong, [of("list"), of("one")].concat());
    }
}

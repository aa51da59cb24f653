//! The inputs of a route, put together of path, query and body.

use axum::http::Method;
use gateway_runtime::message::{Definitions, Location, Problem};
use serde_json::{Map, Value};

use super::route::Described;
use crate::query::Parameters;

/// What the inputs of a route are, and where each of them stands.
#[derive(Debug)]
pub(crate) struct Inputs {
    /// The fields with their schemas.
    fields: Map<String, Value>,
    /// Those that the path names.
    pub(super) path: Vec<String>,
    definitions: Definitions,
    pub(crate) has_body: bool,
}

impl Inputs {
    pub(crate) fn of(route: &Described) -> Self {
        let mut definitions = Definitions::default();
        let schema = (route.inputs)(&mut definitions);
        let fields = definitions.resolve(&schema)["properties"].as_object().cloned().unwrap_or_default();
        let path = parameters(route.path).map(str::to_owned).collect();
        Self { fields, path, definitions, has_body: has_body(&route.method) }
    }

    /// Whether there is an input of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.fields.contains_key(name)
    }

    /// The names of all inputs.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.keys().map(String::as_str)
    }

    /// The inputs as one object: a body, if there is one, and texts from the address. What the path says goes before all else.
    pub(super) fn gather(&self, body: Value, query: &Parameters, path: Vec<(String, String)>) -> Value {
        let mut all = match body {
            Value::Object(fields) => fields,
            Value::Null => Map::new(),
            // This is wrong, and reading it says why.
            other => return other,
        };
        if !self.has_body {
            for (name, text) in query.pairs() {
                let value = self.value(name, text);
                match (all.get_mut(&**name), self.is_list(name)) {
                    (Some(Value::Array(list)), true) => list.push(value),
                    (_, true) => drop(all.insert(name.to_string(), Value::Array(vec![value]))),
                    (_, false) => drop(all.insert(name.to_string(), value)),
                }
            }
        }
        for (name, text) in path {
            let value = self.value(&name, &text);
            all.insert(name, value);
        }
        all.into()
    }

    /// Where a fault is, seen from the request.
    pub(super) fn place(&self, problem: Problem) -> Problem {
        let group = match problem.loc.first() {
            Some(Location::Field(name)) if self.path.contains(name) => "path",
            _ if self.has_body => "body",
            _ => "query",
        };
        problem.under(&[Location::from(group)])
    }

    /// A text from the address as the value that it stands for: a text where one may stand, else JSON if it is such.
    fn value(&self, name: &str, text: &str) -> Value {
        let schema = self.fields.get(name).map_or(&Value::Null, |schema| self.definitions.resolve(schema));
        let schema = if schema["type"] == "array" { self.definitions.resolve(&schema["items"]) } else { schema };
        if self.may_be_text(schema) { text.into() } else { serde_json::from_str(text).unwrap_or_else(|_| text.into()) }
    }

    fn is_list(&self, name: &str) -> bool {
        self.fields.get(name).is_some_and(|schema| self.definitions.resolve(schema)["type"] == "array")
    }

    fn may_be_text(&self, schema: &Value) -> bool {
        let choices = [&schema["anyOf"], &schema["oneOf"]].into_iter().filter_map(Value::as_array).flatten();
        schema["type"] == "string" || choices.map(|choice| self.definitions.resolve(choice)).any(|choice| self.may_be_text(choice))
    }
}

/// Whether requests of a method have a body.
pub(crate) fn has_body(method: &Method) -> bool {
    [Method::POST, Method::PUT, Method::PATCH].contains(method)
}

/// The names in braces of a path.
pub(crate) fn parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}')).map(|name| name.trim_start_matches('*'))
}

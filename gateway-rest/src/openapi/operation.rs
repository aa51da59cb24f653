//! One operation of the document, put together piece by piece.

use gateway_runtime::state::Form;
use serde_json::{Map, Value, json};

use super::faults::Fault;
use crate::versions::Api;

/// The one type of content of nearly everything here.
pub(crate) const JSON: &str = "application/json";

/// What can be asked of one address with one method.
///
/// ```ignore
/// Operation::new("last-orders", "Last", "The last tick of `orders`")
///     .describe("Orders as they come in.")
///     .answer("The last tick", ticks)
///     .faults(&[Fault::NotFound, Fault::TimedOut])
/// ```
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    fields: Map<String, Value>,
    faults: Vec<Fault>,
}

impl Operation {
    /// An operation with its id, which no other one may have, and one line about it.
    pub(crate) fn new(id: impl Into<String>, tag: &str, summary: impl Into<String>) -> Self {
        let fields = [("tags", json!([tag])), ("operationId", id.into().into()), ("summary", summary.into().into())];
        let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { fields, faults: Vec::new() }
    }

    /// More about it, in Markdown. Nothing, if there is nothing to say.
    pub(crate) fn describe(mut self, text: &str) -> Self {
        if !text.is_empty() {
            self.fields.insert("description".to_owned(), text.into());
        }
        self
    }

    /// A part of the address, such as `{key}`.
    pub(crate) fn in_path(self, name: &str, description: &str, schema: &Value) -> Self {
        self.parameter(json!({ "name": name, "in": "path", "required": true, "description": description, "schema": schema }))
    }

    /// A parameter after `?`, which may be left out.
    pub(crate) fn in_query(self, name: &str, description: &str, schema: &Value) -> Self {
        self.parameter(json!({ "name": name, "in": "query", "description": description, "schema": schema }))
    }

    /// A parameter after `?`, which must be there.
    pub(crate) fn needed_in_query(self, name: &str, description: &str, schema: &Value) -> Self {
        self.parameter(json!({ "name": name, "in": "query", "required": true, "description": description, "schema": schema }))
    }

    /// A parameter after `?` that is JSON text itself.
    pub(crate) fn json_in_query(self, name: &str, description: &str, schema: &Value) -> Self {
        let content = json!({ JSON: { "schema": schema } });
        self.parameter(json!({ "name": name, "in": "query", "description": description, "content": content }))
    }

    fn parameter(mut self, parameter: Value) -> Self {
        self.list("parameters").push(parameter);
        self
    }

    /// A body of JSON, which must be there.
    pub(crate) fn body(mut self, schema: &Value, example: Option<Value>) -> Self {
        let mut content = json!({ "schema": schema });
        if let Some(example) = example {
            content["example"] = example;
        }
        self.fields.insert("requestBody".to_owned(), json!({ "required": true, "content": { JSON: content } }));
        self
    }

    /// The body may be left out.
    pub(crate) fn body_is_optional(mut self) -> Self {
        if let Some(body) = self.fields.get_mut("requestBody").and_then(Value::as_object_mut) {
            body.remove("required");
        }
        self
    }

    /// The good answer, as JSON.
    pub(crate) fn answer(self, description: &str, schema: &Value) -> Self {
        self.answer_of(200, description, JSON, schema)
    }

    /// The good answer about ticks: JSON, and the same as lines and as Arrow.
    pub(crate) fn ticks(self, description: &str, schema: &Value) -> Self {
        let lines = json!({ "type": "string", "description": "A tick a line, each a JSON object" });
        let arrow = json!({ "description": "A stream of Arrow IPC; it takes the mount `Tables`, without which the answer is 406" });
        self.answer(description, schema)
            .answer_of(200, description, Form::Lines.media_type(), &lines)
            .answer_of(200, description, Form::Arrow.media_type(), &arrow)
            .faults(&[Fault::NotAcceptable])
    }

    /// An answer of another status or type of content. One status can have several types.
    pub(crate) fn answer_of(mut self, status: u16, description: &str, content_type: &str, schema: &Value) -> Self {
        let answer = &mut self.map("responses")[&status.to_string()];
        answer["description"] = description.into();
        answer["content"][content_type] = json!({ "schema": schema });
        self
    }

    /// The answers that are no success.
    pub(crate) fn faults(mut self, faults: &[Fault]) -> Self {
        self.faults.extend(faults);
        self
    }

    /// The right that it takes, shown in one of these ways. The document finds it out by itself: see `auth/need.rs`.
    pub(super) fn right(mut self, right: &str, ways: &Map<String, Value>) -> Self {
        // Since OpenAPI 3.1 the list of a way names what the client must be allowed.
        let security = ways.keys().map(|way| json!({ way: [right] })).collect();
        self.fields.insert("security".to_owned(), security);
        self.faults(&[Fault::Unauthorized, Fault::Forbidden, Fault::TooMany])
    }

    /// Anybody may ask, even where the service asks for a key.
    pub(super) fn public(mut self) -> Self {
        self.fields.insert("security".to_owned(), json!([]));
        self
    }

    /// The class that the Python client makes of each element of the answer.
    pub(crate) fn python(mut self, class: Option<String>) -> Self {
        if let Some(class) = class {
            self.fields.insert("type_".to_owned(), class.into());
        }
        self
    }

    /// The same operation in another version of the API.
    pub(super) fn of_version(mut self, api: &Api) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let (tag, id) = (text(&self.fields["tags"][0]), text(&self.fields["operationId"]));
        self.fields["tags"][0] = api.tag(&tag).into();
        self.fields["operationId"] = api.id(&id).into();
        self
    }

    /// The operation as it stands in the document, and the faults that it refers to.
    pub(super) fn into_parts(mut self) -> (Map<String, Value>, Vec<Fault>) {
        let mut faults = std::mem::take(&mut self.faults);
        faults.sort_unstable();
        faults.dedup();
        let responses = self.map("responses");
        for fault in &faults {
            responses[&fault.status().to_string()] = fault.reference();
        }
        // Whatever was said first, the answers come last.
        if let Some(responses) = self.fields.shift_remove("responses") {
            self.fields.insert("responses".to_owned(), responses);
        }
        (self.fields, faults)
    }

    fn map(&mut self, name: &str) -> &mut Value {
        self.fields.entry(name).or_insert_with(|| json!({}))
    }

    fn list(&mut self, name: &str) -> &mut Vec<Value> {
        let list = self.fields.entry(name).or_insert_with(|| json!([]));
        if !list.is_array() {
            *list = json!([]);
        }
        list.as_array_mut().expect("it was made an array")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_says_what_was_said_and_its_answers_last() {
        let operation = Operation::new("stage-orders-add", "Stage", "Adds to an area")
            .answer("The areas", &json!({ "type": "object" }))
            .in_query("id", "The areas", &json!({ "type": "string" }))
            .body(&json!({}), Some(json!({ "x": 1 })))
            .body_is_optional()
            .answer_of(200, "The areas", "text/csv", &json!({ "type": "string" }))
            .faults(&[Fault::Invalid, Fault::NotFound, Fault::Invalid]);
        let (fields, faults) = operation.into_parts();
        assert_eq!(faults, [Fault::NotFound, Fault::Invalid]);
        let names: Vec<&str> = fields.keys().map(String::as_str).collect();
        assert_eq!(names, ["tags", "operationId", "summary", "parameters", "requestBody", "responses"]);
        assert_eq!(fields["requestBody"], json!({ "content": { JSON: { "schema": {}, "example": { "x": 1 } } } }));
        assert_eq!(fields["responses"]["200"]["content"]["text/csv"]["schema"]["type"], "string");
        assert_eq!(fields["responses"]["404"]["$ref"], "#/components/responses/NotFound");
    }
}

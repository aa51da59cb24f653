//! Routes that the application defines itself.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::auth::Need;
use crate::openapi::draft::Draft;
use crate::openapi::example;
use crate::openapi::faults::Fault;
use crate::openapi::operation::Operation;
use crate::own::inputs::{has_body, parameters};
use crate::own::route::Described;
use crate::own::table::Table;

pub(super) fn describe(draft: &mut Draft<'_>) {
    let tables: Vec<Arc<Table>> = draft.app.services.all();
    for table in &tables {
        draft.tag(&table.tag(), "Routes of the application's own");
        for route in &table.routes {
            let operation = operation(table, route, draft);
            let path = route.path.replace("{*", "{");
            let need = Some(Need::Right(route.right));
            draft.needing(need, &route.method.as_str().to_lowercase(), &format!("/api/{}{path}", table.version), operation);
        }
    }
}

fn operation(table: &Table, route: &Described, draft: &mut Draft<'_>) -> Operation {
    let Described { method, path, summary, description, inputs, answer, .. } = route;
    // A dot for each slash: so no two operations get one id.
    let words = path.trim_start_matches('/').replace('/', ".").replace(['{', '}', '*'], "");
    let id = format!("{}-{}-{words}", method.as_str().to_lowercase(), table.version);
    let (inputs, answer) = (draft.schemas.plain(*inputs), draft.schemas.plain(*answer));
    let object = draft.schemas.resolve(&inputs).clone();
    let required = |name: &str| object["required"].as_array().is_some_and(|required| required.iter().any(|known| known == name));
    let in_path: Vec<&str> = parameters(path).collect();
    let mut operation = Operation::new(id, &table.tag(), *summary).describe(description).answer("The answer", &answer).faults(&[
        Fault::BadRequest,
        Fault::NotFound,
        Fault::Conflict,
        Fault::Invalid,
        Fault::Internal,
        Fault::Unavailable,
    ]);
    let said = |schema: &Value| schema["description"].as_str().unwrap_or_default().to_owned();
    for name in &in_path {
        let schema = &object["properties"][*name];
        operation = operation.in_path(name, &said(schema), schema);
    }
    if *method != axum::http::Method::GET {
        operation = operation.faults(&[Fault::Forbidden]);
    }
    if has_body(method) {
        let body = body(&object, &in_path);
        let example = example::of(&body, &draft.schemas);
        let is_needed = !body["required"].as_array().is_none_or(Vec::is_empty);
        operation = operation.body(&body, Some(example)).faults(&[Fault::SlowBody, Fault::TooLarge, Fault::NotJson]);
        return if is_needed { operation } else { operation.body_is_optional() };
    }
    for (name, schema) in object["properties"].as_object().into_iter().flatten().filter(|(name, _)| !in_path.contains(&name.as_str())) {
        operation = if required(name) {
            operation.needed_in_query(name, &said(schema), schema)
        } else {
            operation.in_query(name, &said(schema), schema)
        };
    }
    operation
}

/// The inputs that stand in the body.
fn body(object: &Value, in_path: &[&str]) -> Value {
    let mut body = object.clone();
    if let Some(properties) = body["properties"].as_object_mut() {
        properties.retain(|name, _| !in_path.contains(&name.as_str()));
    }
    if let Some(required) = body.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|name| !name.as_str().is_some_and(|name| in_path.contains(&name)));
    }
    if body["required"] == json!([])
        && let Some(body) = body.as_object_mut()
    {
        body.remove("required");
    }
    body
}

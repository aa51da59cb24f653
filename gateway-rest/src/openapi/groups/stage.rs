//! `stage`: values that are prepared in areas, and released together.

use gateway_runtime::channel::AnyChannel;
use serde_json::{Value, json};

use super::channel;
use super::list;
use crate::openapi::draft::Draft;
use crate::openapi::example;
use crate::openapi::faults::Fault;
use crate::openapi::operation::Operation;

/// What changes areas: its method, its name, and what it does.
const CHANGES: [(&str, &str, &str); 3] = [
    ("post", "add", "Add a value to areas, or open one, of"),
    ("delete", "remove", "Remove a value from areas, or areas, of"),
    ("patch", "release", "Release areas of"),
];

pub(super) fn describe(draft: &mut Draft<'_>) {
    let is_staged = |channel: &&dyn AnyChannel| channel.staging().is_some() && draft.api.selects("stage", channel.name());
    if !draft.app.channels.iter().any(is_staged) {
        return;
    }
    draft.tag("Stage", "Values that are prepared in areas, and released together");
    draft.get("/api/v1/stage/", list("stage", "Stage", "The channels that are staged, by name"));
    for (method, verb, summary) in CHANGES {
        each(draft, method, |path, draft, areas| {
            let operation = named(path, verb, summary).in_query("id", "Areas, with commas between them; none if it is empty", &text());
            let operation = operation.answer("The areas that it was about, with their values", areas);
            match verb {
                "add" => operation
                    .body(
                        &json!({ "anyOf": [path.wire.input, { "type": "null" }] }),
                        example::sent(path.channel, false, &mut draft.schemas),
                    )
                    .body_is_optional()
                    .faults(FROM_BODY)
                    .faults(&[Fault::Forbidden, Fault::Conflict]),
                "remove" => operation.body(&of_id(), None).body_is_optional().faults(FROM_BODY),
                _ => operation.faults(&[Fault::NotFound, Fault::BadRequest, Fault::Unavailable]),
            }
        });
    }
    each(draft, "get", |path, _, _| {
        let ids = json!({ "type": "array", "items": { "type": "string" } });
        let operation = named(path, "list", "The ids of the areas of").in_query("id", "One area", &text());
        operation.answer("Ids, the oldest first", &ids).faults(&[Fault::NotFound, Fault::BadRequest])
    });
    each(draft, "put", |path, _, areas| {
        let operation = named(path, "look-up", "The areas, with their values, of").in_query("id", "One area", &text());
        operation.answer("The areas, the oldest first", areas).faults(&[Fault::NotFound, Fault::BadRequest])
    });
}

const FROM_BODY: &[Fault] =
    &[Fault::BadRequest, Fault::NotFound, Fault::SlowBody, Fault::TooLarge, Fault::NotJson, Fault::Invalid, Fault::Unavailable];

/// Adds one operation for every staged channel. It is given the schema of areas.
fn each(draft: &mut Draft<'_>, method: &str, operation: impl Fn(&channel::Place<'_>, &mut Draft<'_>, &Value) -> Operation) {
    let staged: Vec<&str> = draft.app.channels.iter().filter(|channel| channel.staging().is_some()).map(|channel| channel.name()).collect();
    channel::each(
        draft,
        "stage",
        method,
        |channel| staged.contains(&channel.name),
        |place, draft| {
            let values = json!({ "type": "array", "items": place.wire.output });
            operation(place, draft, &json!({ "type": "object", "additionalProperties": values }))
        },
    );
}

/// The operation `verb`, whose id is its own.
fn named(place: &channel::Place<'_>, verb: &str, summary: &str) -> Operation {
    let id = format!("stage-{}-{verb}", place.channel.name);
    Operation::new(id, "Stage", format!("{summary} `{}`", place.channel.name)).describe(place.channel.doc)
}

/// Of a value that is removed the id alone counts.
fn of_id() -> Value {
    let object = json!({ "type": "object", "properties": { "id": { "type": ["string", "number"] } }, "required": ["id"] });
    json!({ "anyOf": [object, { "type": "null" }] })
}

fn text() -> Value {
    json!({ "type": "string" })
}

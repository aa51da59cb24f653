//! `state`: the last tick of every key of a channel, and queries of it.

use gateway_runtime::state::StateMeta;
use serde_json::{Value, json};

use super::channel::with_keys;
use super::list;
use crate::address::encode;
use crate::openapi::draft::Draft;
use crate::openapi::faults::Fault;
use crate::openapi::operation::Operation;

pub(super) fn describe(draft: &mut Draft<'_>) {
    let keeper = draft.app.keeper.clone();
    draft.tag("State", "The last tick of every key");
    draft.get("/api/v1/state/", list("state", "State", "All states, by name"));
    let query = draft.schemas.own("Query", query());
    let api = draft.api.clone();
    for meta in keeper.states().iter().filter(|meta| api.selects("state", draft.app.channels[meta.channel].name())) {
        let operation = operation(draft, meta, &query);
        draft.get(&format!("/api/v1/state/{}", encode(meta.alias)), operation);
    }
}

fn operation(draft: &mut Draft<'_>, meta: &StateMeta, query: &Value) -> Operation {
    let channels = std::mem::take(&mut draft.channels);
    let channel = channels.iter().find(|channel| channel.place == meta.channel && draft.app.channels[meta.channel].name() == channel.name);
    let wire = channel.map(|channel| draft.schemas.wire(channel));
    let (doc, is_live) = channel.map_or(("", false), |channel| (channel.doc, channel.is_live));
    let name = draft.app.channels[meta.channel].name();
    let key: Vec<String> = meta.key.iter().map(|path| format!("`{}`", path.join("."))).collect();
    let note = if is_live { "" } else { "\n\nNothing ticks this channel: the answer is 404." };
    let gap = if doc.is_empty() { "" } else { "\n\n" };
    let text = format!("{doc}{gap}The last tick of `{name}` for every key, by key: {}.{note}", key.join(", "));
    let (class, row) = match &wire {
        Some(wire) => (wire.class(draft.about.python_module.as_deref()), draft.schemas.row(wire)),
        None => (None, json!({})),
    };
    let mut rows = json!({ "type": "array", "items": row });
    if meta.of_basket {
        let list = rows.clone();
        // As `last` has it, a type with two forms.
        rows["type"] = json!(["array", "object"]);
        rows["additionalProperties"] = if meta.key.len() == 1 { row } else { list };
    }
    draft.channels = channels;
    let names = |what: &str| json!({ "type": "string", "description": what });
    let operation = Operation::new(format!("state-{}", meta.alias), "State", format!("The rows of the state `{}`", meta.alias))
        .describe(&text)
        .json_in_query("query", "Which rows, in which order, and which of their fields", query)
        .in_query("order", "Columns with commas between them; a `-` before one turns it round", &names("Columns"))
        .in_query("limit", "How many rows at most", &json!({ "type": "integer", "minimum": 0 }))
        .in_query("offset", "How many rows to leave out before", &json!({ "type": "integer", "minimum": 0 }))
        .in_query("fields", "Columns with commas between them: the rows have these alone", &names("Columns"))
        .ticks("The rows, in the order of the key unless another one was asked for", &rows)
        .python(class)
        .faults(&[Fault::BadQuery, Fault::NotFound, Fault::Invalid, Fault::Unavailable]);
    if meta.of_basket { with_keys(operation) } else { operation }
}

/// The JSON of a query.
fn query() -> Value {
    let condition = json!({
        "type": "object",
        "description": "What the attribute is compared with: the first of value, when and attr that is given",
        "properties": {
            "value": { "anyOf": [{ "type": "number" }, { "type": "string" }, { "type": "boolean" }, { "type": "null" }] },
            "when": { "anyOf": [{ "type": "string", "format": "date-time" }, { "type": "null" }] },
            "attr": { "anyOf": [{ "type": "string" }, { "type": "null" }], "description": "Another attribute" },
            "where": { "type": "string", "enum": ["==", "!=", "<", "<=", ">", ">="], "default": "==" },
        },
        "additionalProperties": false,
    });
    let filter = json!({
        "type": "object",
        "properties": { "attr": { "type": "string", "description": "A column; parts of one stand behind dots" }, "by": condition },
        "required": ["attr", "by"],
        "additionalProperties": false,
    });
    let names = json!({ "anyOf": [{ "type": "array", "items": { "type": "string" } }, { "type": "string" }, { "type": "null" }] });
    let count = json!({ "anyOf": [{ "type": "integer", "minimum": 0 }, { "type": "null" }] });
    json!({
        "anyOf": [
            {
                "type": "object",
                "properties": {
                    "filters": { "anyOf": [{ "type": "array", "items": filter }, { "type": "null" }], "description": "All must be met" },
                    "order": names, "limit": count, "offset": count, "fields": names,
                },
                "additionalProperties": false,
            },
            { "type": "null" },
        ],
    })
}

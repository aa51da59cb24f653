//! `sql`: one statement over the tables of states and histories.

use gateway_runtime::state::Form;
use serde_json::{Map, Value, json};

use crate::openapi::draft::Draft;
use crate::openapi::faults::Fault;
use crate::openapi::operation::Operation;
use crate::routes::tables;

const ABOUT: &str = "Every state is a table under its name, every history one called `<channel>_history`. The tables that a statement names have all \
                     that was sent before. It only reads: SELECT, WITH, FROM, VALUES, DESCRIBE, SHOW TABLES, SUMMARIZE, EXPLAIN, in the \
                     dialect of DuckDB. The gateway must list the mount `Tables`; without it the answer is 501.";

pub(super) fn describe(draft: &mut Draft<'_>) {
    // A gateway that keeps nothing has no tables.
    let Some(table) = tables(draft.app, &draft.api).into_iter().next() else { return };
    draft.tag("SQL", "States and histories as tables");
    let value = json!({ "type": ["string", "number", "boolean", "null"] });
    let body = json!({
        "type": "object",
        "properties": {
            "sql": { "type": "string", "description": "One statement that only reads" },
            "params": {
                "anyOf": [
                    { "type": "array", "items": value, "description": "The values of `?`, or of `$1`, `$2`" },
                    { "type": "object", "additionalProperties": value, "description": "The values of `$name`" },
                    { "type": "null" },
                ],
            },
            "limit": {
                "anyOf": [{ "type": "integer", "minimum": 0 }, { "type": "null" }],
                "description": "How many rows at most: further ones are left out. Without it an answer that is too large is an error",
            },
        },
        "required": ["sql"],
        "additionalProperties": false,
    });
    let example = json!({ "sql": format!("SELECT count(*) AS rows FROM {table}") });
    let text = |form: Form| form.media_type().split(';').next().unwrap_or_default();
    let rows = json!({ "type": "array", "items": { "type": "object" } });
    let operation = Operation::new("sql", "SQL", "Ask the tables of states and histories")
        .describe(ABOUT)
        .body(&body, Some(example))
        .answer("The rows", &rows)
        .answer_of(200, "The rows", text(Form::Lines), &json!({ "type": "string" }))
        .answer_of(200, "The rows", text(Form::Csv), &json!({ "type": "string" }))
        .answer_of(200, "The rows", text(Form::Arrow), &Value::Object(Map::new()))
        .answer_of(200, "The rows", text(Form::Parquet), &Value::Object(Map::new()))
        .faults(&[
            Fault::BadRequest,
            Fault::NotAcceptable,
            Fault::SlowBody,
            Fault::TooLarge,
            Fault::NotJson,
            Fault::Invalid,
            Fault::NoTables,
            Fault::Unavailable,
            Fault::TimedOut,
        ]);
    draft.post("/api/v1/sql", operation);
}

//! The groups of operations, a file each.
//!
//! A new group is a new file with a function like the others, and a line in [`ALL`].

mod channel;
mod controls;
mod discovery;
mod fields;
mod history;
mod last;
mod lookup;
mod modules;
mod next;
mod operations;
mod own;
mod send;
mod sql;
mod stage;
mod state;
mod stream;

use serde_json::json;

use super::draft::Draft;
use super::operation::Operation;

/// All groups, in the order of the document.
pub(super) const ALL: &[fn(&mut Draft<'_>)] = &[
    discovery::describe,
    last::describe,
    next::describe,
    send::describe,
    state::describe,
    lookup::describe,
    sql::describe,
    stage::describe,
    controls::describe,
    modules::describe,
    stream::describe,
    history::describe,
    fields::describe,
    own::describe,
    operations::describe,
];

/// The groups that stand in every version of the API.
pub(super) const OF_EVERY_VERSION: &[fn(&mut Draft<'_>)] =
    &[last::describe, next::describe, send::describe, state::describe, lookup::describe, stage::describe];

/// The operation that lists what there is under `verb`, by name.
fn list(verb: &str, tag: &str, summary: &str) -> Operation {
    let names = json!({ "type": "array", "items": { "type": "string" } });
    Operation::new(format!("{verb}-channels"), tag, summary).answer("Names", &names)
}

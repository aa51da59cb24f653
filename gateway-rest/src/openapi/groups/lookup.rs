//! `lookup`: ticks by their ids.

use serde_json::json;

use super::list;
use crate::address::encode;
use crate::openapi::draft::Draft;
use crate::openapi::faults::Fault;
use crate::openapi::operation::Operation;
use crate::shown::Shown;

pub(super) fn describe(draft: &mut Draft<'_>) {
    let keeper = draft.app.keeper.clone();
    draft.tag("Lookup", "Ticks by their ids");
    draft.get("/api/v1/lookup/", list("lookup", "Lookup", "The channels whose ticks can be looked up, by name"));
    let id = json!({ "type": "string" });
    let channels = std::mem::take(&mut draft.channels);
    let api = draft.api.clone();
    let has_lookup =
        |channel: &&Shown<'_>| api.selects("lookup", channel.name) && keeper.lookups().iter().any(|lookup| lookup.channel == channel.place);
    for channel in channels.iter().filter(has_lookup) {
        let wire = draft.schemas.wire(channel);
        let class = wire.class(draft.about.python_module.as_deref());
        let operation = Operation::new(format!("lookup-{}", channel.name), "Lookup", format!("The tick of `{}` with an id", channel.name))
            .describe(channel.doc)
            .in_path("id", "The id; it may contain slashes", &id)
            .ticks("The tick; an empty list if there is none, or it is no longer kept", &json!({ "type": "array", "items": wire.output }))
            .python(class)
            .faults(&[Fault::Unavailable]);
        draft.get(&format!("/api/v1/lookup/{}/{{id}}", encode(channel.name)), operation);
    }
    draft.channels = channels;
    let any = Operation::new("lookup-id", "Lookup", "The tick with an id, of any channel")
        .in_path("id", "The id; it may contain slashes", &id)
        .ticks("The tick", &json!({ "type": "array", "items": { "type": "object" } }))
        .faults(&[Fault::NotFound, Fault::Unavailable]);
    draft.get("/api/v1/lookup/id/{id}", any);
}

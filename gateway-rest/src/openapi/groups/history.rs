//! `history`: the ticks of a channel that are still remembered.

use serde_json::json;

use super::list;
use crate::address::encode;
use crate::openapi::draft::Draft;
use crate::openapi::faults::Fault;
use crate::openapi::operation::Operation;

pub(super) fn describe(draft: &mut Draft<'_>) {
    let histories = draft.app.keeper.histories().iter().map(|history| draft.app.channels[history.channel].name());
    let kept: Vec<&str> = histories.filter(|name| draft.about.apis.first().is_none_or(|api| api.selects("last", name))).collect();
    draft.tag("History", "The ticks of a channel that are still remembered");
    draft.get("/api/v1/history/", list("history", "History", "The channels with a history, by name"));
    let channels = std::mem::take(&mut draft.channels);
    for channel in channels.iter().filter(|channel| kept.contains(&channel.name)) {
        let elements = json!({ "type": "array", "items": draft.schemas.wire(channel).output });
        let tick = json!({
            "type": "object",
            "description": "A tick: its key, if the channel is a basket, and its messages",
            "properties": { "key": { "type": "string" }, "data": elements },
            "required": ["data"],
            "additionalProperties": false,
        });
        let operation =
            Operation::new(format!("history-{}", channel.name), "History", format!("The remembered ticks of `{}`", channel.name))
                .describe(channel.doc)
                .in_query("after", "Only the ticks after the one with this id", &json!({ "type": "string" }))
                .ticks("Ticks, oldest first", &json!({ "type": "array", "items": tick }))
                .faults(&[Fault::BadRequest, Fault::NotFound, Fault::Unavailable]);
        draft.get(&format!("/api/v1/history/{}", encode(channel.name)), operation);
    }
    draft.channels = channels;
}

//! `send`: values for a channel.

use gateway_runtime::channel::Shape;
use serde_json::{Value, json};

use super::channel::{self, Place};
use super::list;
use crate::openapi::draft::Draft;
use crate::openapi::example;
use crate::openapi::faults::Fault;
use crate::openapi::operation::Operation;

pub(super) fn describe(draft: &mut Draft<'_>) {
    draft.tag("Send", "Values for a channel");
    draft.get("/api/v1/send/", list("send", "Send", "The channels that take values, by name"));
    channel::each(
        draft,
        "send",
        "post",
        |channel| channel.is_sendable,
        |place, draft| send(place, example::sent(place.channel, place.keyed, &mut draft.schemas)),
    );
}

fn send(place: &Place<'_>, example: Option<Value>) -> Operation {
    let summary = match (place.channel.shape, place.keyed) {
        (Shape::Basket, false) => "Send to several keys, in one cycle, of",
        (Shape::Basket, true) => "Send to one key of",
        (Shape::List, _) => "Send one list to",
        (Shape::Value, _) => "Send to",
    };
    place
        .operation("Send", summary)
        .body(&body(place), example)
        .answer("The values that were accepted, with their ids and times", &place.ticks())
        .faults(&[Fault::BadRequest, Fault::NotFound, Fault::SlowBody, Fault::TooLarge, Fault::NotJson, Fault::Invalid, Fault::Unavailable])
}

/// One value or several; for a whole basket, that for each key.
fn body(place: &Place<'_>) -> Value {
    let one_or_more = json!({ "anyOf": [place.wire.input, { "type": "array", "items": place.wire.input }] });
    if !place.is_whole_basket() {
        return one_or_more;
    }
    let mut schema = json!({ "type": "object", "additionalProperties": one_or_more });
    if place.channel.closed {
        schema["propertyNames"] = json!({ "enum": place.channel.keys });
    }
    schema
}

//! `last`: the last tick of a channel.

use super::channel::{self, Place};
use super::list;
use crate::openapi::draft::Draft;
use crate::openapi::operation::Operation;
use gateway_runtime::channel::Shape;

pub(super) fn describe(draft: &mut Draft<'_>) {
    draft.tag("Last", "The last tick of a channel");
    draft.get("/api/v1/last/", list("last", "Last", "All channels, by name"));
    channel::each(draft, "last", "get", |_| true, |place, _| last(place));
}

fn last(place: &Place<'_>) -> Operation {
    let summary = match (place.channel.shape, place.keyed) {
        (Shape::Basket, false) => "The last tick of every key of",
        (Shape::Basket, true) => "The last tick of one key of",
        _ => "The last tick of",
    };
    place.reads(place.operation("Last", summary), "The last tick; an empty list if there is none yet")
}

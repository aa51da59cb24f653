//! `next`: the next tick of a channel.

use gateway_runtime::channel::Shape;

use super::channel::{self, Place};
use super::list;
use crate::openapi::draft::Draft;
use crate::openapi::operation::Operation;

pub(super) fn describe(draft: &mut Draft<'_>) {
    draft.tag("Next", "The next tick of a channel, once it comes");
    draft.get("/api/v1/next/", list("next", "Next", "All channels, by name"));
    channel::each(draft, "next", "get", |_| true, |place, _| next(place));
}

fn next(place: &Place<'_>) -> Operation {
    let summary = match (place.channel.shape, place.keyed) {
        (Shape::Basket, false) => "The next tick of every key of",
        (Shape::Basket, true) => "The next tick of one key of",
        _ => "The next tick of",
    };
    place.reads(place.operation("Next", summary), "The tick that came")
}

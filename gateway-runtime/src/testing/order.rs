//! What a test expects of the order of ticks on several channels.

#![allow(clippy::return_self_not_must_use, reason = "an expectation may be the last one about its ticks")]

use std::marker::PhantomData;

use super::timeline::{Marks, Timeline};
use crate::channel::{ChannelRef, Payload};

/// Ticks that must come one after the other; see [`TestBench::expect_order`](super::TestBench::expect_order).
#[derive(Debug)]
pub struct Order<'b, S> {
    timeline: &'b mut Timeline,
    /// What was found so far: the channel's name, and the place.
    found: Vec<(&'static str, usize)>,
    channels: PhantomData<fn() -> S>,
}

impl<'b, S> Order<'b, S> {
    pub(super) fn new(timeline: &'b mut Timeline) -> Self {
        Self { timeline, found: Vec::new(), channels: PhantomData }
    }

    /// After what was found so far there is a tick of `channel` whose value is like this. The first such tick is taken.
    #[track_caller]
    pub fn then<P: Payload>(mut self, channel: ChannelRef<S, P>, mut expected: impl FnMut(&P) -> bool) -> Self {
        let first = self.found.last().map_or(0, |(_, place)| place + 1);
        let mut after = first..self.timeline.entries.len();
        let place = after.find(|place| self.timeline.tick(*place, channel.index()).is_some_and(|tick| expected(tick.value())));
        match place {
            Some(place) => {
                self.timeline.entries[place].seen = true;
                self.found.push((channel.name(), place));
                self
            }
            None => self.fail(channel.name()),
        }
    }

    #[track_caller]
    fn fail(&self, name: &str) -> ! {
        let after = self.found.last().map_or(String::new(), |(before, place)| {
            format!(" after the one of `{before}` at {}", self.timeline.shown(self.timeline.entries[*place].time))
        });
        let places: Vec<usize> = self.found.iter().map(|(_, place)| *place).collect();
        self.timeline.fail(&format!("no tick of `{name}` is as expected{after}"), &Marks::looked_at(&places));
    }
}

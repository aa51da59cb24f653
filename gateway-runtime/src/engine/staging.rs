//! Staging in the graph: requests of nodes are granted between cycles, and what follows ticks.

use std::cell::Cell;
use std::collections::VecDeque;

use super::core::{Engine, FEEDBACK_LIMIT};
use super::{AnyArrivals, Context, Graph, Inputs, Log, Logged};
use crate::channel::{Batch, Stamping};
use crate::stage::{Follows, Stages};
use crate::{TickId, Timestamp};

/// Listens to what nodes ask of staging, if they can.
pub(crate) fn listen<G: Graph>(graph: &mut G, cx: &mut Context, stages: &Stages) -> Option<Log> {
    let mut log = None;
    for channel in stages.request_channels() {
        cx.watched = true;
        graph.outlet(channel).log(log.get_or_insert_with(Log::default).clone());
    }
    log
}

/// Gives ids and times to what is staged after a cycle.
struct Stamps<'a> {
    cx: &'a Context,
    count: Cell<usize>,
}

impl Stamping for Stamps<'_> {
    fn stamp(&self) -> (TickId, Timestamp) {
        let count = self.count.replace(self.count.get() + 1);
        (self.cx.spare_id(count), self.cx.now())
    }
}

impl<G: Graph> Engine<G> {
    /// Runs the cycles of what follows from an operation on the areas of `channel`, each at the time that `now` tells: first one for all
    /// events, then one for each released value.
    pub(crate) fn deliver_staging(&mut self, channel: usize, follows: Follows, mut now: impl FnMut() -> Timestamp) {
        for (channel, batch) in in_order(channel, follows) {
            self.deliver(channel, batch, &mut now);
        }
    }

    /// Grants what nodes have asked for, and what is asked for in the cycles that follow from that, all at the same time.
    #[inline(never)]
    pub(crate) fn see_to_requests(&mut self, now: Timestamp) {
        for _ in 0..FEEDBACK_LIMIT {
            let requests = self.requests.as_ref().map_or_else(Vec::new, Log::take);
            if requests.is_empty() || self.stopped_by.is_some() {
                return;
            }
            for (channel, batch) in self.grant(&requests) {
                self.run_arrivals(channel, batch, now);
            }
        }
        let dropped = self.requests.as_ref().map_or(0, |requests| requests.take().len());
        if dropped > 0 {
            tracing::error!(time = %now, "staging did not settle within {FEEDBACK_LIMIT} rounds at one instant; {dropped} requests are discarded");
            self.cx.note(|| "staging did not settle".to_owned());
        }
    }

    /// Grants requests in their order, and gives what ticks for that.
    fn grant(&mut self, requests: &[Logged]) -> VecDeque<(usize, Batch)> {
        // Ids of their own, whatever else asks for some after this cycle.
        self.cx.begin_ids();
        let stamps = Stamps { cx: &self.cx, count: Cell::new(0) };
        let (mut due, mut refusals) = (VecDeque::new(), Vec::new());
        for request in requests {
            let Some(channel) = self.stages.asked_by(request.channel) else { continue };
            let Some(stage) = self.stages.get(channel) else { continue };
            let (follows, refused) = stage.grant(request.tick.as_ref(), &stamps);
            due.extend(in_order(channel, follows));
            refusals.extend(refused.map(|error| (channel, error)));
        }
        let count = stamps.count.get();
        self.cx.reserve_ids(count);
        for (channel, error) in refusals {
            let name = self.cx.graph().channels[channel].name;
            tracing::warn!(time = %self.cx.now(), "a request to the staging of `{name}` was refused: {error}");
        }
        due
    }

    /// Runs the cycles of a batch, all at `now`, and what their feedback and failures ask for.
    fn run_arrivals(&mut self, channel: usize, batch: Batch, now: Timestamp) {
        let Some(input) = G::ingress(channel) else { return };
        // The cycle that has asked may be one of a batch, of which more is to come.
        let waiting = self.graph.arrivals(input).map(AnyArrivals::set_aside);
        if let Some(arrivals) = self.graph.arrivals(input) {
            arrivals.accept(batch);
        }
        while self.graph.arrivals(input).is_some_and(|arrivals| !arrivals.is_empty()) {
            let mut active = G::Inputs::default();
            active.insert(input);
            self.cycle_and_feed::<true>(&active, now);
        }
        if let (Some(arrivals), Some(waiting)) = (self.graph.arrivals(input), waiting) {
            arrivals.take_back(waiting);
        }
    }
}

/// The events of an operation on the areas of `channel`, then what it released.
fn in_order(channel: usize, follows: Follows) -> impl Iterator<Item = (usize, Batch)> {
    let Follows { events, released } = follows;
    events.into_iter().chain(released.map(|batch| (channel, batch)))
}

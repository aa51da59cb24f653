//! When the results of nodes off the engine's thread get their cycles.

use std::sync::Arc;
use std::time::Instant;

use super::Desk;
use super::desk::Waited;
use crate::Timestamp;
use crate::engine::core::{Engine, FEEDBACK_LIMIT};
use crate::engine::{Gateway, Graph, Inputs, StartError};

impl<G: Graph> Engine<G> {
    /// Makes the nodes off the engine's thread ready, if there are any.
    pub(crate) fn open_desk(&mut self, desk: impl FnOnce() -> std::io::Result<Desk>) -> Result<(), StartError> {
        if G::OFFLOADS == 0 {
            return Ok(());
        }
        let desk = Arc::new(desk().map_err(StartError::Thread)?);
        self.graph.open_offloads(&desk)?;
        self.desk = Some(desk);
        Ok(())
    }

    /// Runs the cycles of results that have come; in a simulated run those of all that is underway.
    #[inline(never)]
    pub(crate) fn deliver_results(&mut self, now: Timestamp) {
        let Some(desk) = self.desk.clone() else { return };
        if desk.is_simulated() {
            self.deliver_all(&desk, now);
        } else if desk.has_rung() {
            self.collect_results();
            // What comes of these cycles has its turn after what else waits.
            self.deliver_until(desk.next_ticket(), now);
        }
    }

    /// Waits for all that is underway, and for what comes of that.
    fn deliver_all(&mut self, desk: &Desk, now: Timestamp) {
        for _ in 0..FEEDBACK_LIMIT {
            while !self.collect_results() {
                desk.wait();
            }
            if self.next_result().is_none() {
                return;
            }
            self.deliver_until(desk.next_ticket(), now);
        }
        let names = self.cancel_results().join("`, `");
        tracing::error!(time = %now, "what came of `{names}` did not settle within {FEEDBACK_LIMIT} rounds at one instant, and is discarded");
    }

    /// Delivers the results of triggers before `ticket`, in their order.
    fn deliver_until(&mut self, ticket: u64, now: Timestamp) {
        while let Some((_, place)) = self.next_result().filter(|(next, _)| *next < ticket) {
            let Some(offload) = self.graph.offload(place) else { return };
            if let Some(input) = offload.advance(&mut self.cx) {
                let mut active = G::Inputs::default();
                active.insert(input);
                if self.cx.watched {
                    self.cycle_and_settle::<true>(&active, now);
                } else {
                    self.cycle_and_settle::<false>(&active, now);
                }
            }
            self.see_to_failures_outside(now);
        }
    }

    /// Takes what has come. Whether nothing more is underway.
    fn collect_results(&mut self) -> bool {
        let mut idle = true;
        for place in 0..G::OFFLOADS {
            if let Some(offload) = self.graph.offload(place) {
                idle &= offload.collect();
            }
        }
        idle
    }

    /// The first result that is to be delivered: the number of its trigger, and whose it is.
    fn next_result(&mut self) -> Option<(u64, usize)> {
        let ready = (0..G::OFFLOADS).filter_map(|place| self.graph.offload(place)?.next().map(|ticket| (ticket, place)));
        ready.min()
    }

    /// Whether there may be results.
    #[inline]
    pub(crate) fn has_results(&self) -> bool {
        G::OFFLOADS > 0 && self.desk.as_ref().is_some_and(|desk| desk.is_rung())
    }

    /// Gives what is underway at a stop the time until the deadline, and then cancels it.
    pub(crate) fn finish_results(&mut self, now: Timestamp) {
        let Some(desk) = self.desk.clone() else { return };
        while !self.collect_results() || self.next_result().is_some() {
            self.deliver_until(desk.next_ticket(), now);
            if self.next_result().is_none() && !self.collect_results() && desk.wait() == Waited::TooLong || Instant::now() > desk.deadline()
            {
                break;
            }
        }
        for name in self.cancel_results() {
            tracing::error!("node `{name}` was still at work when the time to stop was over: what it did is cancelled");
        }
    }

    /// Gives up what is underway for a module.
    pub(crate) fn cancel_results_of(&mut self, module: usize) {
        for place in 0..G::OFFLOADS {
            if let Some(offload) = self.graph.offload(place)
                && G::App::META.nodes[offload.node()].module == module
            {
                offload.cancel();
            }
        }
    }

    /// Gives up all that is underway; the names of the nodes where there was something.
    fn cancel_results(&mut self) -> Vec<String> {
        let mut names = Vec::new();
        for place in 0..G::OFFLOADS {
            if let Some(offload) = self.graph.offload(place)
                && offload.cancel() > 0
            {
                names.push(G::App::META.node_name(offload.node()));
            }
        }
        names
    }

    /// How many triggers of nodes off the engine's thread were dropped.
    pub(crate) fn dropped(&mut self) -> u64 {
        (0..G::OFFLOADS).filter_map(|place| self.graph.offload(place).map(|offload| offload.dropped())).sum()
    }
}

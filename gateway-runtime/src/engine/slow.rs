//! Cycles that took long, told to whoever wants to know.

use std::time::{Duration, Instant};

use tokio::sync::broadcast;

use super::stats::Counters;
use crate::graph::GraphMeta;
use crate::time::Timestamp;

/// A cycle that took longer than a node may, as [`LiveOptions::slow_node`](super::LiveOptions::slow_node) says. It was seen from outside,
/// by a watchdog that looks a few times in that span, so its times are as exact as that.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SlowCycle {
    /// Which cycle it was, counted from the start.
    pub cycle: u64,
    /// When it began, by the clock of the machine.
    pub began: Timestamp,
    /// How long it took.
    pub lasted: Duration,
    /// The node in which it spent most of that time, as `module.node`.
    pub node: String,
    /// How much of it.
    pub in_node: Duration,
}

/// How many slow cycles wait for somebody who does not look. Of more the oldest are forgotten.
const KEPT: usize = 64;

/// Where slow cycles are told.
pub(super) fn told() -> broadcast::Sender<SlowCycle> {
    broadcast::Sender::new(KEPT)
}

/// The cycle in which the engine was last seen.
pub(super) struct Cycles {
    limit: Duration,
    seen: Option<Seen>,
}

struct Seen {
    cycle: u64,
    began: Timestamp,
    since: Instant,
    /// Where it was at the last look, and when that was.
    at: (u64, Instant),
    /// How long it was where.
    nodes: Vec<(usize, Duration)>,
    is_long: bool,
}

impl Cycles {
    pub(super) fn new(limit: Duration) -> Self {
        Self { limit, seen: None }
    }

    /// Looks where the engine is. Gives the cycle in which it was, if that has ended and took long.
    pub(super) fn look(&mut self, at: u64, now: Instant, graph: &GraphMeta) -> Option<SlowCycle> {
        if self.limit.is_zero() {
            return None;
        }
        let cycle = Counters::cycle(at);
        if let Some(seen) = &mut self.seen {
            seen.count(now);
            seen.at = (at, now);
            if cycle == Some(seen.cycle) {
                seen.is_long |= now - seen.since > self.limit;
                return None;
            }
        }
        let next = cycle.map(|cycle| Seen { cycle, began: Timestamp::now(), since: now, at: (at, now), nodes: Vec::new(), is_long: false });
        std::mem::replace(&mut self.seen, next).filter(|seen| seen.is_long).and_then(|seen| seen.told(now, graph))
    }
}

impl Seen {
    /// The time since the last look counts for the node that was seen then.
    fn count(&mut self, now: Instant) {
        let (at, looked) = self.at;
        let Some(node) = Counters::node(at) else { return };
        match self.nodes.iter_mut().find(|(known, _)| *known == node) {
            Some((_, span)) => *span += now - looked,
            None => self.nodes.push((node, now - looked)),
        }
    }

    fn told(self, now: Instant, graph: &GraphMeta) -> Option<SlowCycle> {
        let (node, in_node) = self.nodes.into_iter().max_by_key(|(_, span)| *span)?;
        Some(SlowCycle { cycle: self.cycle, began: self.began, lasted: now - self.since, node: graph.node_name(node), in_node })
    }
}

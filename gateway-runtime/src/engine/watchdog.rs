//! Watches, from a thread beside it, whether a live engine gets on.
//!
//! The engine only stores which node it is at; the clock is looked at here, a few times in the shortest span that matters.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::broadcast;

use super::slow::{Cycles, SlowCycle};
use super::stats::Counters;
use crate::graph::GraphMeta;

/// Watches until it is dropped.
#[derive(Debug)]
pub(crate) struct Watchdog {
    /// Its end is what the thread waits for.
    _alive: Sender<()>,
}

/// How often the engine is looked at in the shortest span that matters.
const LOOKS: u32 = 4;

impl Watchdog {
    /// Reports nodes that run for longer than `slow`, and an engine that is at one thing for longer than `stalled`; a span of
    /// zero is not watched. `None` if nothing is. Cycles that take longer than `slow` are told to `told` once they have ended.
    pub(crate) fn start(
        graph: &'static GraphMeta,
        counters: Arc<Counters>,
        slow: Duration,
        stalled: Duration,
        told: broadcast::Sender<SlowCycle>,
    ) -> Option<Self> {
        let shortest = [slow, stalled].into_iter().filter(|span| !span.is_zero()).min()?;
        let pause = (shortest / LOOKS).clamp(Duration::from_millis(1), Duration::from_millis(250));
        let (alive, ended) = channel::<()>();
        let mut node = Patience::new(slow);
        let mut engine = Patience::new(stalled);
        let mut cycles = Cycles::new(slow);
        let mut looked = Instant::now();
        let watch = move || {
            let name = |at| Counters::node(at).map_or_else(|| "no node".to_owned(), |node| format!("node `{}`", graph.node_name(node)));
            while let Err(RecvTimeoutError::Timeout) = ended.recv_timeout(pause) {
                let now = Instant::now();
                let at = counters.at();
                if counters.turn() != 0 {
                    counters.count_busy(at, now - looked);
                }
                looked = now;
                if let Some(slow) = cycles.look(at, now, graph) {
                    // Nobody may want to know.
                    let _ = told.send(slow);
                }
                match node.look(at, now) {
                    Some(Seen::Long) => {
                        if let Some(node) = Counters::node(at) {
                            counters.count_slow(node);
                        }
                        tracing::warn!("{} has been running for more than {slow:?}", name(at));
                    }
                    Some(Seen::Ended(at, span)) => tracing::warn!("{} has ended, after {span:.1?} or so", name(at)),
                    None => {}
                }
                match engine.look(counters.turn(), now) {
                    Some(Seen::Long) => {
                        counters.count_stall();
                        tracing::error!("the engine has not got on for more than {stalled:?}; it is at {}", name(at));
                    }
                    Some(Seen::Ended(_, span)) => tracing::warn!("the engine gets on again, after {span:.1?} or so"),
                    None => {}
                }
            }
        };
        match thread::Builder::new().name("watchdog".to_owned()).spawn(watch) {
            Ok(_) => Some(Self { _alive: alive }),
            Err(error) => {
                tracing::warn!("the engine is not watched: {error}");
                None
            }
        }
    }
}

/// How long something has stayed as it was.
struct Patience {
    limit: Duration,
    /// What was seen last; 0 for nothing.
    seen: u64,
    since: Instant,
    told: bool,
}

/// What is worth telling.
#[derive(Debug, PartialEq)]
enum Seen {
    /// What is seen has stayed for longer than the limit.
    Long,
    /// What had, is over: what it was, and for how long.
    Ended(u64, Duration),
}

impl Patience {
    fn new(limit: Duration) -> Self {
        Self { limit, seen: 0, since: Instant::now(), told: false }
    }

    fn look(&mut self, seen: u64, now: Instant) -> Option<Seen> {
        let span = now.saturating_duration_since(self.since);
        if seen != self.seen {
            let ended = self.told.then_some(Seen::Ended(self.seen, span));
            (self.seen, self.since, self.told) = (seen, now, false);
            return ended;
        }
        let long = seen != 0 && !self.told && !self.limit.is_zero() && span > self.limit;
        self.told |= long;
        long.then_some(Seen::Long)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_is_told_once_and_again_when_it_ends() {
        let mut patience = Patience::new(Duration::from_secs(1));
        let start = patience.since;
        let at = |seconds: f64| start + Duration::from_secs_f64(seconds);
        assert_eq!(patience.look(7, at(0.0)), None);
        assert_eq!(patience.look(7, at(0.9)), None);
        assert_eq!(patience.look(7, at(1.1)), Some(Seen::Long));
        assert_eq!(patience.look(7, at(5.0)), None);
        assert_eq!(patience.look(8, at(6.0)), Some(Seen::Ended(7, Duration::from_secs(6))));
        assert_eq!(patience.look(0, at(6.5)), None);
        assert_eq!(patience.look(0, at(60.0)), None, "to do nothing is no fault");
    }
}

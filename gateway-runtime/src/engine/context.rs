//! What a cycle knows besides its values: time, number, which modules are off, and the failures of nodes.

use super::Incident;
use crate::graph::GraphMeta;
use crate::id::{IdPlaces, RunId};
use crate::{TickId, Timestamp};

/// The state of an engine that its generated cycle sees.
#[derive(Debug)]
pub struct Context {
    graph: &'static GraphMeta,
    run: RunId,
    now: Timestamp,
    cycle: u64,
    ids: IdPlaces,
    /// Whether cycles must tell the outside of their ticks, or skip modules.
    pub(crate) watched: bool,
    disabled: Box<[bool]>,
    /// By module: before this time nothing of what it publishes ticks.
    held_until: Box<[Timestamp]>,
    failures: Box<[u64]>,
    /// The inputs that alarms want to be active at another time than before, or not at all.
    wakes: Vec<(usize, Option<Timestamp>)>,
    /// What went wrong so far, if somebody wants to know.
    pub(crate) incidents: Option<Vec<Incident>>,
}

impl Context {
    pub(crate) fn new(graph: &'static GraphMeta, run: RunId) -> Self {
        Self {
            graph,
            run,
            now: Timestamp::EPOCH,
            cycle: 0,
            ids: IdPlaces::new(graph.channels.len()),
            watched: false,
            disabled: vec![false; graph.modules.len()].into(),
            held_until: vec![Timestamp::MIN; graph.modules.len()].into(),
            failures: vec![0; graph.nodes.len()].into(),
            wakes: Vec::new(),
            incidents: None,
        }
    }

    /// Engine time.
    #[inline(always)]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Begins a cycle at `now`.
    #[inline(always)]
    pub(crate) fn begin(&mut self, now: Timestamp) {
        self.now = now;
        self.cycle += 1;
    }

    /// Gives the ticks of this cycle ids of their own. Only needed where somebody sees ids: from outside, or a node.
    pub(crate) fn begin_ids(&mut self) {
        self.ids.begin_cycle(self.now);
    }

    /// Takes note that a channel has so many ticks in this cycle, so that no tick of a later cycle gets their ids.
    pub(crate) fn reserve_ids(&mut self, ticks: usize) {
        self.ids.reserve(ticks);
    }

    /// How many cycles have begun.
    #[inline]
    pub(crate) fn cycles(&self) -> u64 {
        self.cycle
    }

    /// Asks for `input` to be active at `time`, and at no other time; or not at all.
    pub(crate) fn wake(&mut self, input: usize, time: Option<Timestamp>) {
        self.wakes.push((input, time));
    }

    /// What was asked for since the last time.
    pub(crate) fn wakes(&mut self) -> std::vec::Drain<'_, (usize, Option<Timestamp>)> {
        self.wakes.drain(..)
    }

    /// Sets the time without a cycle: for hooks.
    pub(crate) fn set_now(&mut self, now: Timestamp) {
        self.now = now;
    }

    /// The id of the tick at `position` of the burst on `channel` in this cycle.
    pub(crate) fn tick_id(&self, channel: usize, position: usize) -> TickId {
        self.ids.id(self.run, channel, position)
    }

    /// Whether the nodes of `module` are switched off.
    #[inline]
    pub fn is_disabled(&self, module: usize) -> bool {
        // Not an index: a panic that cannot happen would still cost each node of the cycle its landing pad.
        self.disabled.get(module).copied().unwrap_or(false)
    }

    /// For each module whether its nodes are switched off.
    pub(crate) fn switched_off(&self) -> Box<[bool]> {
        self.disabled.clone()
    }

    pub(crate) fn disable(&mut self, module: usize) {
        self.disabled[module] = true;
        self.watched = true;
    }

    /// Whether what `module` publishes now is to be discarded.
    #[inline]
    pub fn is_held(&self, module: usize) -> bool {
        self.held_until.get(module).is_some_and(|until| self.now < *until)
    }

    pub(crate) fn hold(&mut self, module: usize, until: Timestamp) {
        self.held_until[module] = until;
        self.watched = true;
    }

    pub(crate) fn graph(&self) -> &'static GraphMeta {
        self.graph
    }

    /// Counts a failure of `node`, and gives how many there have been.
    pub(crate) fn count_failure(&mut self, node: usize) -> u64 {
        self.failures[node] += 1;
        self.failures[node]
    }

    /// Takes note of something that went wrong.
    pub(crate) fn note(&mut self, what: impl FnOnce() -> String) {
        let (cycle, time) = (self.cycle, self.now);
        if let Some(incidents) = &mut self.incidents {
            incidents.push(Incident { cycle, time, text: what() });
        }
    }

    pub(crate) fn failures(&self) -> u64 {
        self.failures.iter().sum()
    }
}

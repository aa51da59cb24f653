//! What a cycle knows besides its values: time, number, which modules are off, and the failures of nodes.

use std::sync::Arc;

use super::Incident;
use super::feed::Sleepers;
use super::stats::{Counters, ModuleState};
use crate::failure::{ERRORS, Failure, FailureKind};
use crate::graph::GraphMeta;
use crate::id::{IdPlaces, RunId};
use crate::life::OnFailure;
use crate::{TickId, Timestamp};

/// How many failures wait for their tick on the channel `errors` at most. Further ones are counted and logged only.
const FAILURES: usize = 1024;

/// The state of an engine that its generated cycle sees.
#[derive(Debug)]
pub struct Context {
    graph: &'static GraphMeta,
    run: RunId,
    now: Timestamp,
    cycle: u64,
    ids: IdPlaces,
    /// The inputs that alarms want to be active at another time than before, or not at all.
    wakes: Vec<(usize, Option<Timestamp>)>,
    /// What went wrong so far, if somebody wants to know.
    pub(crate) incidents: Option<Vec<Incident>>,
    /// Whether cycles must tell the outside of their ticks, skip modules, or see to what failed.
    pub(crate) watched: bool,
    disabled: Box<[bool]>,
    /// By module: before this time nothing of what it publishes ticks.
    held_until: Box<[Timestamp]>,
    pub(crate) counters: Arc<Counters>,
    /// By module: whether a failure is more than counted.
    supervised: Box<[bool]>,
    /// The supervised modules that failed and have not been seen to.
    failed: Vec<usize>,
    /// The channel `errors`, if there is one.
    pub(crate) errors: Option<usize>,
    /// The failures that are to tick there.
    failures: Vec<Failure>,
    /// Whether this cycle has been started by ticks of `errors`: its own failures do not tick there again.
    pub(crate) tells_errors: bool,
    /// How many cycles in a row, at one instant, nothing but alarms asked for.
    pub(crate) alarms_in_a_row: u32,
    /// The instant of these cycles.
    pub(crate) alarms_at: Timestamp,
    /// Who is to be woken for the ticks of the last cycles.
    pub(crate) sleepers: Sleepers,
}

impl Context {
    pub(crate) fn new(graph: &'static GraphMeta, run: RunId) -> Self {
        let modules = graph.modules.len();
        let errors = graph.channels.iter().position(|channel| channel.name == ERRORS);
        Self {
            graph,
            run,
            now: Timestamp::EPOCH,
            cycle: 0,
            // One more than there are, for ids that no tick has.
            ids: IdPlaces::new(graph.channels.len() + 1),
            wakes: Vec::new(),
            incidents: None,
            watched: errors.is_some(),
            disabled: vec![false; modules].into(),
            held_until: vec![Timestamp::MIN; modules].into(),
            counters: Arc::new(Counters::new(graph)),
            supervised: vec![false; modules].into(),
            failed: Vec::new(),
            errors,
            failures: Vec::new(),
            tells_errors: false,
            alarms_in_a_row: 0,
            alarms_at: Timestamp::MIN,
            sleepers: Sleepers::default(),
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

    /// Asks for `input` not to be active at any time.
    pub fn silence(&mut self, input: usize) {
        self.wake(input, None);
    }

    /// What was asked for since the last time.
    pub(crate) fn wakes(&mut self) -> std::vec::Drain<'_, (usize, Option<Timestamp>)> {
        self.wakes.drain(..)
    }

    /// Sets the time without a cycle: for hooks.
    pub(crate) fn set_now(&mut self, now: Timestamp) {
        self.now = now;
    }

    /// An id that no tick has: number `count` of those that are needed after a cycle.
    pub(crate) fn spare_id(&self, count: usize) -> TickId {
        self.tick_id(self.graph.channels.len(), count)
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

    /// Whether `node` of `module` is not to run. If it is, it is the one that runs now.
    #[inline]
    pub fn skips(&self, module: usize, node: usize) -> bool {
        let skips = self.is_disabled(module);
        if !skips {
            self.counters.enter(self.cycle, node);
        }
        skips
    }

    /// For each module whether its nodes are switched off.
    pub(crate) fn switched_off(&self) -> Box<[bool]> {
        self.disabled.clone()
    }

    /// Switches the nodes of `module` off. `state` says why.
    pub(crate) fn disable(&mut self, module: usize, state: ModuleState) {
        self.disabled[module] = true;
        self.watched = true;
        self.counters.set_state(module, state);
    }

    /// Switches the nodes of `module` on again.
    pub(crate) fn enable(&mut self, module: usize) {
        self.disabled[module] = false;
        self.counters.set_state(module, ModuleState::Running);
    }

    /// Whether what `module` publishes now is to be discarded.
    #[inline]
    pub fn is_held(&self, module: usize) -> bool {
        self.held_until.get(module).is_some_and(|until| self.now < *until)
    }

    /// The time before which nothing of what `module` publishes ticks.
    pub(crate) fn held_until(&self, module: usize) -> Timestamp {
        self.held_until[module]
    }

    pub(crate) fn hold(&mut self, module: usize, until: Timestamp) {
        self.held_until[module] = until;
        self.counters.hold(module, until);
        self.watched = true;
    }

    /// Sees to it that failures of `module` have the consequences that its policy says.
    pub(crate) fn supervise(&mut self, module: usize, policy: OnFailure) {
        if policy != OnFailure::Continue {
            self.supervised[module] = true;
            self.watched = true;
        }
    }

    pub(crate) fn graph(&self) -> &'static GraphMeta {
        self.graph
    }

    /// Counts a failure of `node`, and gives how many there have been.
    pub(crate) fn count_failure(&mut self, node: usize, kind: FailureKind, text: &str) -> u64 {
        let count = self.counters.count_failure(node);
        let meta = &self.graph.nodes[node];
        self.note_failure(meta.module, meta.name, kind, text, count);
        self.note_failed(meta.module);
        count
    }

    /// Counts a panic of `command`, and gives how many there have been.
    pub(crate) fn count_failed_command(&mut self, command: usize, text: &str) -> u64 {
        let count = self.counters.count_failed_command(command);
        let meta = &self.graph.commands[command];
        self.note_failure(meta.module, meta.name, FailureKind::Panic, text, count);
        self.note_failed(meta.module);
        count
    }

    /// Takes note that a module is to be seen to, if its policy asks for that.
    fn note_failed(&mut self, module: usize) {
        if self.supervised[module] && !self.disabled[module] && !self.failed.contains(&module) {
            self.failed.push(module);
        }
    }

    /// Lets a failure tick on `errors`, if there is such a channel.
    pub(crate) fn note_failure(&mut self, module: usize, node: &str, kind: FailureKind, text: &str, count: u64) {
        if self.errors.is_some() && !self.tells_errors && self.failures.len() < FAILURES {
            let module = self.graph.modules[module].name.to_owned();
            self.failures.push(Failure { module, node: node.to_owned(), kind, text: text.to_owned(), count });
        }
    }

    /// Whether something failed that has not been seen to.
    #[inline]
    pub(crate) fn has_failed(&self) -> bool {
        !self.failed.is_empty() || !self.failures.is_empty()
    }

    pub(crate) fn take_failed(&mut self) -> Vec<usize> {
        std::mem::take(&mut self.failed)
    }

    pub(crate) fn take_failures(&mut self) -> Vec<Failure> {
        std::mem::take(&mut self.failures)
    }

    /// Takes note of something that went wrong.
    pub(crate) fn note(&mut self, what: impl FnOnce() -> String) {
        let (cycle, time) = (self.cycle, self.now);
        if let Some(incidents) = &mut self.incidents {
            incidents.push(Incident { cycle, time, text: what() });
        }
    }

    pub(crate) fn failures(&self) -> u64 {
        self.counters.failures()
    }
}

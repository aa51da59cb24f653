//! One engine: a graph, its context and its schedule. Simulation and live runs drive it.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::failure::panic_text;
use super::offload::Desk;
use super::recurrence::Recurrence;
use super::schedule::Schedule;
use super::{AnyArrivals, Context, Gateway, Graph, Inputs, NodeError, StartError};
use crate::Timestamp;
use crate::channel::Batch;
use crate::graph;
use crate::id::RunId;
use crate::life::Configured;

/// How many cycles in a row may feed each other at one instant, before the loop is broken.
pub(crate) const FEEDBACK_LIMIT: u32 = 10_000;

pub(crate) struct Engine<G: Graph> {
    pub(crate) graph: G,
    pub(crate) cx: Context,
    pub(crate) schedule: Schedule,
    /// When each input that is a timer ticks.
    timers: Vec<Option<Recurrence>>,
    /// How many timestamped sources have more values.
    pub(crate) open_sources: usize,
    /// The inputs of alarms that are in the schedule.
    armed: Vec<usize>,
    /// The modules whose start hook ran.
    started: Vec<usize>,
    /// What the nodes off the engine's thread share, if there are any.
    pub(crate) desk: Option<Arc<Desk>>,
}

/// What a timer does when it is late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lateness {
    /// It ticks for every period, as in a simulation, where nothing is ever late.
    CatchUp,
    /// It leaves out the ticks that it missed, as in real time, where a machine may have slept.
    Skip,
}

impl<G: Graph> Engine<G> {
    /// Wires a gateway up. What `disabled` names is switched off, beside what the settings say.
    pub(crate) fn new(configured: Configured<G::App>, run: RunId, disabled: &[String]) -> Result<Self, StartError> {
        let meta = G::App::META;
        let Configured { app, life } = configured;
        let mut off = life.switched_off(meta, disabled)?;
        for (module, off) in off.iter_mut().enumerate() {
            *off |= !app.has_module(module);
        }
        let errors = graph::check(meta, &off);
        if !errors.is_empty() {
            return Err(StartError::Wiring(errors));
        }
        let mut cx = Context::new(meta, run);
        // Only the watched form of a cycle has ids.
        cx.watched = G::READS_IDS;
        for (module, life) in life.modules.iter().enumerate() {
            if off[module] {
                cx.disable(module);
            }
            if let Some(until) = life.hold_until {
                cx.hold(module, until);
            }
        }
        Ok(Self {
            graph: G::new(app),
            cx,
            schedule: Schedule::default(),
            timers: Vec::new(),
            open_sources: 0,
            armed: Vec::new(),
            started: Vec::new(),
            desk: None,
        })
    }

    /// Runs the start hooks. If one fails, those that ran are undone by their stop hooks.
    pub(crate) fn start_modules(&mut self) -> Result<(), StartError> {
        for (module, meta) in G::App::META.modules.iter().enumerate() {
            if self.cx.is_disabled(module) {
                continue;
            }
            if let Err(error) = hook(|| self.graph.start(module)) {
                self.stop_modules();
                return Err(StartError::Hook(meta.name, error));
            }
            self.started.push(module);
        }
        Ok(())
    }

    /// Runs the stop hooks of the modules that started, last one first.
    pub(crate) fn stop_modules(&mut self) {
        while let Some(module) = self.started.pop() {
            if let Err(error) = hook(|| self.graph.stop(module)) {
                let name = G::App::META.modules[module].name;
                tracing::error!("module `{name}` did not stop well: {error}");
                self.cx.note(|| format!("module `{name}` did not stop well: {error}"));
            }
        }
    }

    /// Fetches the first value of every source.
    pub(crate) fn open_sources(&mut self) {
        for (input, module) in self.graph.sources() {
            if !self.cx.is_disabled(module) {
                self.open_sources += 1;
                self.pull(input);
            }
        }
    }

    /// Starts the timers: with a period each ticks first one period from `now`.
    pub(crate) fn start_timers(&mut self, now: Timestamp) -> Result<(), StartError> {
        for timer in self.graph.timers() {
            if self.cx.is_disabled(G::App::META.nodes[timer.node].module) {
                continue;
            }
            let name = || G::App::META.node_name(timer.node);
            let fault = |why| StartError::Node(name(), why);
            let mut recurrence = timer.recurrence.map_err(fault)?;
            if matches!(recurrence, Recurrence::Every(period) if period.is_zero()) {
                return Err(StartError::Timer(name()));
            }
            match recurrence.first(now).map_err(fault)? {
                Some(first) => self.schedule.insert(first, timer.input),
                None => tracing::warn!("the times of timer `{}` are over: it never ticks", name()),
            }
            if self.timers.len() <= timer.input {
                self.timers.resize(timer.input + 1, None);
            }
            self.timers[timer.input] = Some(recurrence);
        }
        Ok(())
    }

    #[inline]
    fn pull(&mut self, input: usize) {
        match self.graph.pull(&mut self.cx, input) {
            Some(time) => self.schedule.insert(time, input),
            None => self.open_sources -= 1,
        }
    }

    /// Runs one cycle at `now` for everything that is due at `due`, the soonest due time, and the cycles that it feeds.
    #[inline]
    pub(crate) fn run_due(&mut self, due: Timestamp, now: Timestamp, lateness: Lateness) {
        let mut active = G::Inputs::default();
        while let Some(input) = self.schedule.pop_due(due) {
            active.insert(input);
        }
        if G::ALARMS {
            self.armed.retain(|input| !active.contains(*input));
        }
        self.run(&active, now);
        active.for_each(|input| self.reschedule(input, due, now, lateness));
    }

    #[inline]
    fn reschedule(&mut self, input: usize, due: Timestamp, now: Timestamp, lateness: Lateness) {
        if input < G::SOURCES {
            self.pull(input);
        } else if let Some(timer) = self.timers.get_mut(input).and_then(Option::as_mut) {
            // A timer whose next tick would come after the end of time has ended.
            if let Some(next) = timer.next(due, now, lateness) {
                self.schedule.insert(next, input);
            }
        }
    }

    fn run_input(&mut self, input: usize, now: Timestamp) {
        let mut active = G::Inputs::default();
        active.insert(input);
        self.run(&active, now);
    }

    /// Runs the cycles of a batch from outside, each at the time that `now` tells.
    pub(crate) fn deliver(&mut self, channel: usize, batch: Batch, now: impl FnMut() -> Timestamp) {
        if let Some(input) = G::ingress(channel) {
            self.arrive(input, now, |arrivals| arrivals.accept(batch));
        }
    }

    /// Runs the cycles of what an asynchronous source gave.
    pub(crate) fn deliver_values(&mut self, input: usize, values: Box<dyn Any + Send>, now: impl FnMut() -> Timestamp) {
        self.arrive(input, now, |arrivals| arrivals.accept_values(values));
    }

    fn arrive(&mut self, input: usize, mut now: impl FnMut() -> Timestamp, accept: impl FnOnce(&mut dyn AnyArrivals)) {
        if let Some(arrivals) = self.graph.arrivals(input) {
            accept(arrivals);
        }
        while self.graph.arrivals(input).is_some_and(|arrivals| !arrivals.is_empty()) {
            self.run_input(input, now());
        }
    }

    #[inline]
    fn run(&mut self, active: &G::Inputs, now: Timestamp) {
        self.cycle_and_settle(active, now);
        if G::OFFLOADS > 0 {
            self.deliver_results(now);
        }
    }

    #[inline]
    pub(crate) fn cycle_and_settle(&mut self, active: &G::Inputs, now: Timestamp) {
        self.cycle(active, now);
        let fed = self.graph.take_feedback();
        if !fed.is_empty() {
            self.settle(fed, now);
        }
    }

    /// Runs the cycles that feedback asks for, all at the same time.
    #[inline(never)]
    fn settle(&mut self, mut fed: G::Inputs, now: Timestamp) {
        for _ in 0..FEEDBACK_LIMIT {
            self.cycle(&fed, now);
            fed = self.graph.take_feedback();
            if fed.is_empty() {
                return;
            }
        }
        let channels = G::feedback_channels(&fed).join("`, `");
        tracing::error!(time = %now, "a feedback loop over `{channels}` did not settle within {FEEDBACK_LIMIT} cycles at one instant; its ticks are discarded");
        self.cx.note(|| format!("a feedback loop over `{channels}` did not settle"));
        self.graph.clear_feedback();
    }

    #[inline]
    fn cycle(&mut self, active: &G::Inputs, now: Timestamp) {
        self.cx.begin(now);
        if self.cx.watched {
            self.watched_cycle(active);
        } else {
            self.graph.cycle::<false>(&mut self.cx, active);
        }
        if G::ALARMS {
            self.arm();
        }
    }

    /// Apart, so that its many variables do not crowd the registers of the plain cycle.
    #[inline(never)]
    fn watched_cycle(&mut self, active: &G::Inputs) {
        self.cx.begin_ids();
        self.graph.cycle::<true>(&mut self.cx, active);
    }

    /// Enters the times at which alarms want to go off.
    fn arm(&mut self) {
        for (input, time) in self.cx.wakes() {
            if self.schedule.remove(input) {
                self.armed.retain(|armed| *armed != input);
            }
            if let Some(time) = time {
                self.schedule.insert(time, input);
                self.armed.push(input);
            }
        }
    }

    /// Whether neither a source nor an alarm has anything to come.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.open_sources == 0 && self.armed.is_empty()
    }
}

/// Runs a user's hook; a panic is an error too.
fn hook(run: impl FnOnce() -> Result<(), NodeError>) -> Result<(), NodeError> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| Err(format!("it panicked: {}", panic_text(panic.as_ref())).into()))
}

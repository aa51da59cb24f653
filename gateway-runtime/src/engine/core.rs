//! One engine: a graph, its context and its schedule. Simulation and live runs drive it.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use super::failure::panic_text;
use super::handle::Outside;
use super::log::Log;
use super::offload::Desk;
use super::recurrence::Recurrence;
use super::schedule::Schedule;
use super::staging;
use super::stats::ModuleState;
use super::stops::Stops;
use super::streams::Streams;
use super::supervision::Lived;
use super::{AnyArrivals, Context, Gateway, Graph, Inputs, NodeError, StartError};
use crate::Timestamp;
use crate::channel::{Batch, ChannelSet, Declarer, DynamicChannels, KnownKeys, StaticFields};
use crate::failure::{ERRORS, FailureKind};
use crate::graph;
use crate::id::RunId;
use crate::life::Configured;
use crate::stage::Stages;
use crate::state::Keeper;

/// How many cycles in a row may feed each other at one instant, before the loop is broken.
pub(crate) const FEEDBACK_LIMIT: u32 = 10_000;

/// How many cycles in a row alarms alone may ask for at one instant, of whichever nodes, before these are discarded.
pub(crate) const ALARMS_LIMIT: u32 = 10 * FEEDBACK_LIMIT;

/// How many ticks may be held back at one instant by cycles that feedback asked for, before the loop is broken.
const HELD_LIMIT: usize = 1 << 20;

pub(crate) struct Engine<G: Graph> {
    pub(crate) graph: G,
    pub(crate) cx: Context,
    pub(crate) dynamic: Arc<DynamicChannels>,
    pub(crate) stages: Arc<Stages>,
    /// The requests of nodes about staging, if any node can have some.
    pub(crate) requests: Option<Log>,
    pub(crate) schedule: Schedule,
    /// When each input that is a timer ticks.
    pub(crate) recurrences: Vec<Option<Recurrence>>,
    /// The timers that run.
    pub(crate) timers: Vec<OfModule>,
    /// The timestamped sources, in the order of their inputs.
    pub(crate) sources: Vec<Source>,
    /// How many timestamped sources have more values.
    pub(crate) open_sources: usize,
    /// The inputs of alarms that are in the schedule.
    pub(super) armed: Vec<usize>,
    /// What the nodes off the engine's thread share, if there are any.
    pub(crate) desk: Option<Arc<Desk>>,
    /// Where asynchronous sources run, in real time.
    pub(crate) streams: Option<Streams>,
    /// The modules whose start hook ran, in the order of declaration.
    pub(crate) started: Vec<usize>,
    pub(crate) lives: Vec<Lived>,
    /// The module whose failure stops the gateway.
    pub(crate) stopped_by: Option<&'static str>,
}

/// An input that belongs to a module.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OfModule {
    pub(crate) input: usize,
    pub(crate) module: usize,
}

/// A timestamped source.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source {
    pub(crate) input: usize,
    pub(crate) module: usize,
    /// Whether it has more values.
    is_open: bool,
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
        cx.watched |= G::READS_IDS;
        for (module, life) in life.modules.iter().enumerate() {
            if off[module] {
                cx.disable(module, if app.has_module(module) { ModuleState::Off } else { ModuleState::Absent });
            }
            cx.supervise(module, life.on_failure);
            if let Some(until) = life.hold_until {
                cx.hold(module, until);
            }
        }
        let mut graph = G::new(app);
        let dynamic = dynamic_channels(&graph, &off)?;
        let stages = Stages::new(<G::App as Gateway>::Channels::channels(), graph.settings());
        let requests = staging::listen(&mut graph, &mut cx, &stages);
        let sources = graph.sources().into_iter().map(|(input, module)| Source { input, module, is_open: false });
        Ok(Self {
            cx,
            dynamic: Arc::new(dynamic),
            stages: Arc::new(stages),
            requests,
            schedule: Schedule::default(),
            recurrences: Vec::new(),
            timers: Vec::new(),
            sources: sources.collect(),
            open_sources: 0,
            armed: Vec::new(),
            streams: None,
            started: Vec::new(),
            desk: None,
            lives: life.modules.into_iter().map(Lived::from).collect(),
            stopped_by: None,
            graph,
        })
    }

    /// What the outside knows of the channels. Modules that are off name no keys.
    pub(crate) fn outside(&self, keeper: Keeper) -> Outside {
        let channels = <G::App as Gateway>::Channels::channels();
        let named = self.graph.named_keys().into_iter().filter(|(module, _, _)| !self.cx.is_disabled(*module));
        let mut named: Vec<_> = named.map(|(_, channel, keys)| (channel, keys)).collect();
        named.extend(self.dynamic.describe().into_iter().map(|channel| (channel.family, vec![channel.name.to_owned()])));
        let settings = self.graph.settings();
        let fields = <<G::App as Gateway>::Channels as ChannelSet>::Fields::ALL;
        Outside {
            channels,
            keys: KnownKeys::new(channels, settings, &named),
            dynamic: Arc::clone(&self.dynamic),
            stages: Arc::clone(&self.stages),
            fields,
            values: settings.values(),
            keeper,
        }
    }

    /// Lets what the channels declare be remembered from now on.
    pub(crate) fn remember(&mut self) -> Keeper {
        let keeper = Keeper::new(<G::App as Gateway>::Channels::channels(), self.graph.settings());
        for (channel, store) in keeper.stores() {
            self.cx.watched = true;
            self.graph.outlet(channel).remember(Arc::clone(store).sink());
        }
        keeper
    }

    /// Runs the start hooks. If one fails, those that ran are undone by their stop hooks.
    pub(crate) fn start_modules(&mut self) -> Result<(), StartError> {
        for (module, meta) in G::App::META.modules.iter().enumerate() {
            if self.cx.is_disabled(module) {
                continue;
            }
            if let Err(error) = self.start_module(module) {
                self.stop_modules();
                return Err(StartError::Hook(meta.name, error));
            }
        }
        Ok(())
    }

    /// Runs the start hook of a module.
    pub(crate) fn start_module(&mut self, module: usize) -> Result<(), NodeError> {
        hook(|| self.graph.start(module))?;
        let after = self.started.partition_point(|started| *started < module);
        self.started.insert(after, module);
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

    /// Runs the stop hooks of the modules that started, all at the same time, and gives the gateway back. If one takes longer than
    /// `timeout`, the names of those that do.
    pub(crate) fn disband(self, timeout: Duration) -> Result<G::App, Vec<&'static str>> {
        let mut stops = Stops::new(G::App::META, &self.started, timeout);
        self.graph.disband(&mut stops).ok_or(stops.lost)
    }

    /// Fetches the first value of every source.
    pub(crate) fn open_sources(&mut self) {
        for module in 0..G::App::META.modules.len() {
            if !self.cx.is_disabled(module) {
                self.open_sources_of(module);
            }
        }
    }

    /// Fetches the first value of every source of a module.
    pub(crate) fn open_sources_of(&mut self, module: usize) {
        for source in 0..self.sources.len() {
            if self.sources[source].module == module {
                self.set_open(source, true);
                let input = self.sources[source].input;
                if let Some(time) = self.pull(input) {
                    self.schedule.insert(time, input);
                }
            }
        }
    }

    /// Opens the asynchronous sources of a module.
    pub(crate) fn open_streams_of(&mut self, module: usize) -> Result<(), StartError> {
        match &mut self.streams {
            Some(streams) => streams.open(&mut self.graph, &mut self.cx, module),
            None => Ok(()),
        }
    }

    /// Takes note whether a source has more values.
    pub(crate) fn set_open(&mut self, source: usize, is_open: bool) {
        let was_open = std::mem::replace(&mut self.sources[source].is_open, is_open);
        self.open_sources = self.open_sources + usize::from(is_open) - usize::from(was_open);
    }

    /// Starts the timers: with a period each ticks first one period from `now`.
    pub(crate) fn start_timers(&mut self, now: Timestamp) -> Result<(), StartError> {
        for module in 0..G::App::META.modules.len() {
            if !self.cx.is_disabled(module) {
                self.start_timers_of(module, now)?;
            }
        }
        Ok(())
    }

    /// Starts the timers of a module.
    pub(crate) fn start_timers_of(&mut self, module: usize, now: Timestamp) -> Result<(), StartError> {
        for timer in self.graph.timers().into_iter().filter(|timer| G::App::META.nodes[timer.node].module == module) {
            let name = || G::App::META.node_name(timer.node);
            let fault = |why| StartError::Node(name(), why);
            let mut recurrence = timer.recurrence.map_err(fault)?;
            if matches!(recurrence, Recurrence::Every(period) if period.is_zero()) {
                return Err(StartError::Timer(name()));
            }
            if let Some(first) = recurrence.first(now).map_err(fault)? {
                self.schedule.insert(first, timer.input);
            } else {
                tracing::warn!("the times of timer `{}` are over: it never ticks", name());
            }
            if self.recurrences.len() <= timer.input {
                self.recurrences.resize(timer.input + 1, None);
            }
            self.recurrences[timer.input] = Some(recurrence);
            self.timers.push(OfModule { input: timer.input, module });
        }
        Ok(())
    }

    /// Runs the cycle of one input.
    pub(crate) fn run_input(&mut self, input: usize, now: Timestamp) {
        let mut active = G::Inputs::default();
        active.insert(input);
        if self.cx.watched {
            self.run::<true>(&active, now);
        } else {
            self.run::<false>(&active, now);
        }
    }

    /// Runs the cycles of a batch from outside, each at the time that `now` tells.
    pub(crate) fn deliver(&mut self, channel: usize, batch: Batch, now: impl FnMut() -> Timestamp) {
        if let Some(input) = G::ingress(channel) {
            self.arrive(input, now, |arrivals| arrivals.accept(batch));
        }
    }

    /// Takes note of a failure of a node outside of a cycle.
    pub(crate) fn failed_outside(&mut self, node: usize, text: &str, now: Timestamp) {
        self.cx.set_now(now);
        self.cx.count_failure(node, FailureKind::Panic, text);
        self.see_to_failures_outside(now);
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
            let now = now();
            self.cx.sleepers.wake_in_time(now);
            self.run_input(input, now);
        }
    }

    #[inline]
    pub(super) fn run<const WATCHED: bool>(&mut self, active: &G::Inputs, now: Timestamp) {
        self.cycle_and_settle::<WATCHED>(active, now);
        if G::OFFLOADS > 0 {
            self.deliver_results(now);
        }
    }

    #[inline]
    pub(crate) fn cycle_and_settle<const WATCHED: bool>(&mut self, active: &G::Inputs, now: Timestamp) {
        self.cycle_and_feed::<WATCHED>(active, now);
        if WATCHED && self.requests.is_some() {
            self.see_to_requests(now);
        }
    }

    /// Runs a cycle, and those that its feedback and failures ask for.
    #[inline]
    pub(crate) fn cycle_and_feed<const WATCHED: bool>(&mut self, active: &G::Inputs, now: Timestamp) {
        self.cycle::<WATCHED>(active, now);
        self.feed::<WATCHED>(now);
    }

    /// Runs the cycles that the feedback and failures of the last one ask for.
    #[inline]
    pub(super) fn feed<const WATCHED: bool>(&mut self, now: Timestamp) {
        let fed = self.graph.take_feedback();
        if !fed.is_empty() || (WATCHED && self.cx.has_failed()) {
            self.settle::<WATCHED>(fed, now);
        }
    }

    /// Runs the cycles that feedback asks for, all at the same time; when there are none, one for what failed.
    #[inline(never)]
    pub(crate) fn settle<const WATCHED: bool>(&mut self, mut fed: G::Inputs, now: Timestamp) {
        let mut held = 0;
        for _ in 0..FEEDBACK_LIMIT {
            if fed.is_empty() {
                let Some(errors) = self.errors_due() else { return };
                fed.insert(errors);
                self.cx.tells_errors = true;
            }
            self.cycle::<WATCHED>(&fed, now);
            self.cx.tells_errors = false;
            fed = self.graph.take_feedback();
            held += self.graph.held_back();
            if held > HELD_LIMIT {
                break;
            }
        }
        let mut channels = G::feedback_channels(&fed);
        if !self.cx.take_failures().is_empty() {
            channels.push(ERRORS);
        }
        if !channels.is_empty() {
            let channels = channels.join("`, `");
            tracing::error!(
                time = %now,
                "a feedback loop over `{channels}` did not settle within {FEEDBACK_LIMIT} cycles and {HELD_LIMIT} ticks at one instant; its ticks are discarded"
            );
            self.cx.note(|| format!("a feedback loop over `{channels}` did not settle"));
            self.graph.clear_feedback();
        }
    }

    #[inline]
    fn cycle<const WATCHED: bool>(&mut self, active: &G::Inputs, now: Timestamp) {
        self.cx.begin(now);
        if WATCHED {
            self.watched_cycle(active);
        } else {
            self.plain_cycle(active);
        }
        if G::ALARMS {
            self.arm();
        }
        if WATCHED {
            self.cx.counters.leave(self.cx.cycles());
            if self.cx.has_failed() {
                self.see_to_failures(now);
            }
        }
    }

    /// Apart, as several places run it.
    #[inline(never)]
    fn watched_cycle(&mut self, active: &G::Inputs) {
        self.cx.begin_ids();
        self.graph.cycle::<true>(&mut self.cx, active);
    }

    /// Likewise. The loop of a simulation has a cycle of its own.
    #[inline(never)]
    fn plain_cycle(&mut self, active: &G::Inputs) {
        self.graph.cycle::<false>(&mut self.cx, active);
    }
}

/// Runs a user's hook; a panic is an error too.
pub(crate) fn hook(run: impl FnOnce() -> Result<(), NodeError>) -> Result<(), NodeError> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| Err(format!("it panicked: {}", panic_text(panic.as_ref())).into()))
}

/// The dynamic channels, held against what nodes read and publish. Modules that are off declare and use none.
fn dynamic_channels<G: Graph>(graph: &G, off: &[bool]) -> Result<DynamicChannels, StartError> {
    let meta = G::App::META;
    let by_modules = graph.declared_channels().into_iter().filter(|(module, _, _)| !off[*module]);
    let by_modules = by_modules.map(|(module, family, channels)| (Declarer { module: meta.modules[module].name, family }, channels));
    let channels = <G::App as Gateway>::Channels::channels();
    let mut dynamic = DynamicChannels::gather(channels, graph.settings().dynamic(), by_modules.collect())
        .map_err(|text| StartError::Channels(vec![text]))?;
    dynamic.connect(meta, &graph.dynamic_uses(), off).map_err(StartError::Channels)?;
    Ok(dynamic)
}

//! Simulated time: sources and timers drive the clock, as fast as the graph goes.

use serde_json::Value;

use super::core::Engine;
use super::log::Log;
use super::steps::{EngineThread, Steps};
use super::{Command, CommandError, Commanded, Gateway, Graph, StartError};
use crate::Timestamp;
use crate::channel::{Batch, BatchShape, ChannelRef, Payload, Tick};
use crate::id::RunId;
use crate::life::Configured;
use crate::state::Keeper;

/// A run of a gateway in simulated time.
///
/// The clock jumps from one due time to the next. The run ends at [`until`](Self::until), or else when the timestamped
/// sources are exhausted. Asynchronous sources and mounts take no part.
///
/// ```
/// use gateway_runtime::prelude::*;
///
/// #[channels]
/// pub struct Bus {
///     /// Seconds since the start.
///     pub beats: Channel<u32>,
/// }
///
/// #[module]
/// pub struct Clock {
///     #[state]
///     count: u32,
/// }
///
/// #[module(channels = Bus)]
/// impl Clock {
///     #[node(every = "1s", publish(beats))]
///     fn beat(&mut self) -> u32 {
///         self.count += 1;
///         self.count
///     }
/// }
///
/// #[gateway(channels = Bus)]
/// pub struct App {
///     clock: Clock,
/// }
///
/// let mut simulation = Simulation::new(App::from_settings([])?)?.until(Timestamp::from_secs(3));
/// let beats = simulation.collect(Bus::beats);
/// simulation.run()?;
/// let values: Vec<u32> = beats.take().into_iter().map(Tick::into_value).collect();
/// assert_eq!(values, [1, 2, 3]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Simulation<A: Gateway> {
    steps: Steps<A>,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
    keeper: Option<Keeper>,
}

impl<A: Gateway> std::fmt::Debug for Simulation<A> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Simulation").field("from", &self.from).field("until", &self.until).finish_non_exhaustive()
    }
}

/// What a simulated run did.
#[derive(Debug)]
pub struct Summary<A> {
    /// The application, with the state it ended in.
    pub app: A,
    /// How many cycles ran.
    pub cycles: u64,
    /// How often nodes failed.
    pub failures: u64,
    /// How many triggers were dropped, of nodes off the engine's thread that had no place for them.
    pub dropped: u64,
    /// The engine time of the last cycle, or of the start.
    pub end: Timestamp,
    /// The module whose failure stopped the gateway, if one did.
    pub stopped_by: Option<&'static str>,
}

/// The ticks of one channel, collected during a run: all of them, however many there are.
#[derive(Debug)]
pub struct Collected<P> {
    log: Log,
    payload: std::marker::PhantomData<fn() -> P>,
}

impl<P: Payload> Collected<P> {
    /// The ticks so far, oldest first.
    pub fn take(self) -> Vec<Tick<P>> {
        let ticks = self.log.take().into_iter();
        ticks.filter_map(|logged| logged.tick.as_any().downcast_ref::<Tick<P>>().cloned()).collect()
    }
}

impl<A: Gateway> Simulation<A> {
    /// A run of `app` that begins with the first value of its sources, or at the epoch without sources.
    ///
    /// # Errors
    /// The graph cannot run.
    pub fn new(app: impl Into<Configured<A>>) -> Result<Self, StartError> {
        Self::without(app, &[])
    }

    /// A run of `app` with the modules named in `disabled` switched off.
    ///
    /// # Errors
    /// The graph cannot run without them, or one does not exist.
    pub fn without(app: impl Into<Configured<A>>, disabled: &[String]) -> Result<Self, StartError> {
        let engine = Engine::new(app.into(), RunId::SIMULATED, disabled)?;
        Ok(Self { steps: Steps::new(engine), from: None, until: None, keeper: None })
    }

    /// Sets the time at which the run begins. Values of sources from before it are delivered at this time.
    #[must_use]
    pub fn from(mut self, time: Timestamp) -> Self {
        self.from = Some(time);
        self
    }

    /// Sets the time after which nothing runs any more.
    #[must_use]
    pub fn until(mut self, time: Timestamp) -> Self {
        self.until = Some(time);
        self
    }

    /// Sends `value` from outside on `channel` at `time`, after what else is due then.
    pub fn send_at<P: Payload>(&mut self, time: Timestamp, channel: ChannelRef<A::Channels, P>, value: P) {
        let batch = Batch::unstamped(vec![value], BatchShape::OneByOne);
        self.steps.send_at(time, channel.index(), batch);
    }

    /// Runs a command of a module at `time`, after what else is due then. `arguments` is an object, or null for none.
    ///
    /// # Errors
    /// There is no such command, or its arguments are wrong.
    pub fn command_at(&mut self, time: Timestamp, module: &str, command: &str, arguments: &Value) -> Result<Commanded, CommandError> {
        let command = Command::read(A::META, module, command, arguments)?;
        Ok(self.steps.command_at(time, command))
    }

    /// Collects the ticks of `channel`: all of them, so that in a long run memory is what limits it.
    pub fn collect<P: Payload>(&mut self, channel: ChannelRef<A::Channels, P>) -> Collected<P> {
        let log = Log::default();
        self.steps.engine.cx.watched = true;
        self.steps.engine.graph.outlet(channel.index()).log(log.clone());
        Collected { log, payload: std::marker::PhantomData }
    }

    /// Lets channels remember what they declare, and gives access to it: during the run, and afterwards.
    pub fn keeper(&mut self) -> Keeper {
        let Self { steps, keeper, .. } = self;
        keeper.get_or_insert_with(|| steps.engine.remember()).clone()
    }

    /// Runs to the end.
    ///
    /// # Errors
    /// A start hook failed, or the period of a timer is zero.
    pub fn run(mut self) -> Result<Summary<A>, StartError> {
        let steps = &mut self.steps;
        steps.start(self.from)?;
        let marked = EngineThread::mark();
        steps.run(self.until);
        drop(marked);
        steps.stop();
        Ok(self.steps.into_summary())
    }
}

//! Simulated time: sources and timers drive the clock, as fast as the graph goes.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::core::{Engine, Lateness};
use super::offload::Desk;
use super::outlet::Subscriber;
use super::{Gateway, Graph, StartError};
use crate::Timestamp;
use crate::channel::{AnyTick, Batch, BatchShape, ChannelRef, Payload, Tick};
use crate::id::RunId;

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
    engine: Engine<A::Graph>,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
    script: Vec<Scripted>,
}

/// A value that enters from outside at a set time.
struct Scripted {
    time: Timestamp,
    channel: usize,
    batch: Batch,
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
}

/// The ticks of one channel, collected during a run.
#[derive(Debug)]
pub struct Collected<P> {
    ticks: mpsc::Receiver<Arc<dyn AnyTick>>,
    payload: std::marker::PhantomData<fn() -> P>,
}

impl<P: Payload> Collected<P> {
    /// The ticks so far, oldest first.
    pub fn take(mut self) -> Vec<Tick<P>> {
        let mut ticks = Vec::new();
        while let Ok(tick) = self.ticks.try_recv() {
            ticks.extend(tick.as_any().downcast_ref::<Tick<P>>().cloned());
        }
        ticks
    }
}

/// How many ticks of one channel a simulation collects at most.
const COLLECTED: usize = 1 << 20;

impl<A: Gateway> Simulation<A> {
    /// A run of `app` that begins with the first value of its sources, or at the epoch without sources.
    ///
    /// # Errors
    /// The graph cannot run.
    pub fn new(app: A) -> Result<Self, StartError> {
        Self::without(app, &[])
    }

    /// A run of `app` with the modules named in `disabled` switched off.
    ///
    /// # Errors
    /// The graph cannot run without them, or one does not exist.
    pub fn without(app: A, disabled: &[String]) -> Result<Self, StartError> {
        let engine = Engine::new(app, RunId::SIMULATED, disabled)?;
        Ok(Self { engine, from: None, until: None, script: Vec::new() })
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
        self.script.push(Scripted { time, channel: channel.index(), batch });
    }

    /// Collects the ticks of `channel`, up to about a million.
    pub fn collect<P: Payload>(&mut self, channel: ChannelRef<A::Channels, P>) -> Collected<P> {
        let (sender, ticks) = mpsc::channel(COLLECTED);
        self.engine.cx.watched = true;
        self.engine.graph.outlet(channel.index()).subscribe(Subscriber { key: None, remaining: None, ticks: sender });
        Collected { ticks, payload: std::marker::PhantomData }
    }

    /// Runs to the end.
    ///
    /// # Errors
    /// A start hook failed, or the period of a timer is zero.
    pub fn run(mut self) -> Result<Summary<A>, StartError> {
        let mut script = std::mem::take(&mut self.script);
        script.sort_by_key(|scripted| scripted.time);
        let mut script = script.into_iter().peekable();
        let engine = &mut self.engine;

        super::failure::adopt_thread();
        let mut now = self.from.unwrap_or_default();
        engine.cx.set_now(now);
        let started = engine.start_modules().and_then(|()| {
            engine.open_desk(|| Desk::simulated(A::META))?;
            engine.open_sources();
            let first = [engine.schedule.next(), script.peek().map(|scripted| scripted.time)].into_iter().flatten().min();
            now = self.from.or(first).unwrap_or_default();
            engine.start_timers(now)
        });
        if let Err(error) = started {
            engine.stop_modules();
            super::failure::release_thread();
            return Err(error);
        }

        let until = self.until.unwrap_or(Timestamp::MAX);
        let endless = self.until.is_some();
        loop {
            let scripted = script.peek().map(|scripted| scripted.time);
            if !endless && engine.open_sources == 0 && scripted.is_none() {
                break;
            }
            match (engine.schedule.next(), scripted) {
                (Some(due), scripted) if scripted.is_none_or(|time| due <= time) => {
                    if due > until {
                        break;
                    }
                    now = now.max(due);
                    engine.run_due(due, now, Lateness::CatchUp);
                }
                (_, Some(time)) if time <= until => {
                    now = now.max(time);
                    if let Some(Scripted { channel, batch, .. }) = script.next() {
                        engine.deliver(channel, batch, || now);
                    }
                }
                _ => break,
            }
        }
        engine.stop_modules();
        super::failure::release_thread();
        let (cycles, failures, dropped) = (engine.cx.cycles(), engine.cx.failures(), engine.dropped());
        Ok(Summary { app: self.engine.graph.into_app(), cycles, failures, dropped, end: now })
    }
}

//! Real time: an engine on a thread of its own.

use std::fmt;
use std::sync::Arc;
use std::sync::mpsc::RecvTimeoutError;
use std::task::{self, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};

use super::core::{Engine, Lateness};
use super::failure::adopt_thread;
use super::offload::Desk;
use super::queue::{Entrance, Entry, Outlets};
use super::streams::{SourceThread, Streams};
use super::watchdog::Watchdog;
use super::{AnyOutlet, Gateway, Graph, Handle, StartError, Summary};
use crate::Timestamp;
use crate::id::RunId;
use crate::life::Configured;
use crate::state::{Keeper, KeeperThread};

/// How a live gateway runs.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct LiveOptions {
    /// The modules that are switched off.
    pub disabled: Vec<String>,
    /// How many entries the queue into the engine holds at most.
    pub queue_entries: usize,
    /// How many bytes of values from outside wait in the queue at most: those of their JSON, and those that they take in memory.
    pub queue_bytes: usize,
    /// Whether the last tick of every channel is kept for [`Handle::last`].
    pub keep_last: bool,
    /// Whether channels remember what they declare: states, histories, ticks by their ids.
    pub keep_states: bool,
    /// How long accepted values may take to be delivered after a stop was asked for.
    pub drain: Duration,
    /// How long the stop hooks may take, all together.
    pub stop_timeout: Duration,
    /// A node that runs for longer is reported. Zero: none is.
    pub slow_node: Duration,
    /// An engine that is at one value, timer or question for longer is reported. Zero: it is not.
    pub stalled: Duration,
}

impl Default for LiveOptions {
    fn default() -> Self {
        Self {
            disabled: Vec::new(),
            queue_entries: 16 * 1024,
            queue_bytes: 64 * 1024 * 1024,
            keep_last: true,
            keep_states: true,
            drain: Duration::from_secs(5),
            stop_timeout: Duration::from_secs(10),
            slow_node: Duration::from_secs(1),
            stalled: Duration::from_secs(10),
        }
    }
}

/// A gateway that runs in real time, on a thread of its own.
#[derive(Debug)]
pub struct Live<A> {
    handle: Handle,
    /// How it ended, once it has.
    end: oneshot::Receiver<Result<Summary<A>, StopError>>,
    /// How long the end may take, from the time when it is asked for.
    patience: Duration,
}

/// A gateway that did not stop as it should. The application cannot be given back.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum StopError {
    /// The stop hooks of these modules did not end in time.
    Hooks(Vec<&'static str>),
    /// The engine did not come to its end in time: it is at this node, or at none.
    Stuck(Option<String>),
    /// The engine's thread is lost.
    Lost,
}

impl fmt::Display for StopError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hooks(modules) => write!(f, "these modules did not stop in time: {}", modules.join(", ")),
            Self::Stuck(Some(node)) => write!(f, "the engine did not stop in time: it is at node `{node}`"),
            Self::Stuck(None) => f.write_str("the engine did not stop in time"),
            Self::Lost => f.write_str("the engine's thread is lost"),
        }
    }
}

impl std::error::Error for StopError {}

/// What the engine needs to get to its end, beside what its options allow it.
const MARGIN: Duration = Duration::from_secs(1);

impl<A: Gateway> Live<A> {
    /// Starts `app`, and waits until its start hooks have run. Its asynchronous sources run on the current tokio
    /// runtime.
    ///
    /// # Errors
    /// The graph cannot run, or a start hook failed.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub async fn start(app: impl Into<Configured<A>>, options: LiveOptions) -> Result<Self, StartError> {
        let configured = app.into();
        let options = configured.life.amend(options);
        let mut engine = Engine::<A::Graph>::new(configured, RunId::random(), &options.disabled)?;
        let keeper = if options.keep_states { engine.remember() } else { Keeper::default() };
        let keeping = keeper.start().map_err(StartError::Thread)?;
        let (sender, queue) = mpsc::channel(options.queue_entries.max(1));
        let handle = Handle::new(
            A::META,
            engine.outside(keeper),
            Arc::clone(&engine.cx.counters),
            engine.cx.switched_off(),
            Entrance::new(sender),
            options.queue_bytes,
        );
        let runtime = tokio::runtime::Handle::current();
        let (report, started) = oneshot::channel();
        let (ended, end) = oneshot::channel();
        let patience = options.drain + options.stop_timeout + MARGIN;
        let handle_of_engine = handle.clone();
        let run =
            EngineLoop { engine, queue, handle: handle_of_engine, options, runtime, last: Timestamp::EPOCH, turns: 0, _keeping: keeping };
        let run = move || {
            // Nobody asks how it ended if the starter has gone.
            let _ = ended.send(run.run(report));
        };
        thread::Builder::new().name("engine".to_owned()).spawn(run).map_err(StartError::Thread)?;
        match started.await {
            Ok(Ok(())) => Ok(Self { handle, end, patience }),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(StartError::Thread(std::io::Error::other("it ended before it began"))),
        }
    }

    /// Access to the running gateway.
    pub fn handle(&self) -> &Handle {
        &self.handle
    }

    /// Stops the gateway: delivers what was accepted, runs the stop hooks, and gives the application back.
    ///
    /// # Errors
    /// A stop hook or a node does not end in time, and is left behind.
    pub async fn stop(self) -> Result<Summary<A>, StopError> {
        self.handle.stop();
        match tokio::time::timeout(self.patience, self.end).await {
            Ok(Ok(end)) => end,
            Ok(Err(_)) => Err(StopError::Lost),
            Err(_) => Err(StopError::Stuck(self.handle.stats().running)),
        }
    }
}

struct EngineLoop<G: Graph> {
    engine: Engine<G>,
    queue: mpsc::Receiver<Entry>,
    handle: Handle,
    options: LiveOptions,
    runtime: tokio::runtime::Handle,
    last: Timestamp,
    /// How many entries and due times have been handled.
    turns: u64,
    /// Ends the keeper's thread with the engine.
    _keeping: Option<KeeperThread>,
}

impl<G: Graph> Outlets for Engine<G> {
    fn outlet(&mut self, channel: usize) -> &mut dyn AnyOutlet {
        // From the first question on, somebody may be watching.
        self.cx.watched = true;
        self.graph.outlet(channel)
    }
}

/// How many due times or entries are handled before the others have a turn.
const TURN: usize = 256;

/// Wakes the engine's thread.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

impl<G: Graph> EngineLoop<G> {
    fn run(mut self, report: oneshot::Sender<Result<(), StartError>>) -> Result<Summary<G::App>, StopError> {
        adopt_thread();
        self.handle.attach_engine();
        if let Err(error) = self.begin() {
            let end = self.end();
            // Nobody listens if the starter has gone.
            let _ = report.send(Err(error));
            return end;
        }
        // If the starter has gone there is nobody to stop us either.
        if report.send(Ok(())).is_ok() {
            let LiveOptions { slow_node, stalled, .. } = self.options;
            let (counters, told) = (Arc::clone(&self.engine.cx.counters), self.handle.tell_slow_cycles().clone());
            let _watchdog = Watchdog::start(G::App::META, counters, slow_node, stalled, told);
            self.turn_until_stopped();
            let threads = self.engine.streams.take().map(Streams::end);
            self.drain(threads.unwrap_or_default());
        }
        self.end()
    }

    /// Runs the stop hooks.
    fn end(mut self) -> Result<Summary<G::App>, StopError> {
        self.queue.close();
        let (cycles, failures, dropped) = (self.engine.cx.cycles(), self.engine.cx.failures(), self.engine.dropped());
        let stopped_by = self.engine.stopped_by;
        let app = self.engine.disband(self.options.stop_timeout).map_err(StopError::Hooks)?;
        Ok(Summary { app, cycles, failures, dropped, end: self.last, stopped_by })
    }

    fn begin(&mut self) -> Result<(), StartError> {
        let now = self.now();
        self.engine.cx.set_now(now);
        if self.options.keep_last {
            let channels = 0..G::App::META.channels.len();
            self.handle.attach_newest(channels.clone().map(|channel| self.engine.outlet(channel).keep_last()).collect());
            self.handle.attach_waiting(channels.map(|channel| Arc::downgrade(self.engine.outlet(channel).waiting())).collect());
        }
        self.engine.start_modules()?;
        let desk = || Ok(Desk::live(self.handle.clone(), self.runtime.clone(), self.options.drain));
        self.engine.open_desk(desk)?;
        self.engine.start_timers(now)?;
        self.engine.open_sources();
        self.engine.streams = Some(Streams::new(self.handle.entrance().queue.clone(), self.runtime.clone()));
        for module in 0..G::App::META.modules.len() {
            if !self.engine.cx.is_disabled(module) {
                self.engine.open_streams_of(module)?;
            }
        }
        // The watchdog is told of nodes by watched cycles only.
        self.engine.cx.watched |= !self.options.slow_node.is_zero();
        self.engine.see_to_failures_outside(now);
        Ok(())
    }

    /// The wall clock, which never goes back.
    fn now(&mut self) -> Timestamp {
        self.last = self.last.max(Timestamp::now());
        self.last
    }

    fn turn_until_stopped(&mut self) {
        let waker = Waker::from(Arc::new(Unpark(thread::current())));
        let mut polling = task::Context::from_waker(&waker);
        // Whether something has come since others were last let run.
        let mut has_come = false;
        while !self.is_to_stop() {
            let busy = self.run_due();
            if G::OFFLOADS > 0 {
                let now = self.now();
                self.engine.deliver_results(now);
                self.engine.cx.sleepers.wake();
            }
            for _ in 0..TURN {
                match self.queue.poll_recv(&mut polling) {
                    Poll::Ready(Some(entry)) => {
                        self.handle_entry(entry);
                        has_come = true;
                        if self.engine.stopped_by.is_some() {
                            break;
                        }
                    }
                    Poll::Ready(None) => return,
                    Poll::Pending if busy || self.engine.has_results() || self.is_to_stop() => break,
                    // Where others want this processor, they may be about to send more, and need not wake this thread for it.
                    Poll::Pending if std::mem::take(&mut has_come) => self.rest(thread::yield_now),
                    Poll::Pending => {
                        self.park();
                        break;
                    }
                }
            }
        }
    }

    /// Whether somebody asked for the end, or a failed module does.
    fn is_to_stop(&self) -> bool {
        if self.engine.stopped_by.is_some() {
            // The mounts are to know too.
            self.handle.stop();
        }
        self.handle.is_stopping()
    }

    /// Tells the watchdog that the engine begins with something.
    fn count_turn(&mut self) {
        self.turns += 1;
        self.engine.cx.counters.set_turn(self.turns);
    }

    /// Runs what is due. Whether there may be more.
    fn run_due(&mut self) -> bool {
        for _ in 0..TURN {
            let now = self.now();
            match self.engine.schedule.next() {
                Some(due) if due <= now && self.engine.stopped_by.is_none() => {
                    self.count_turn();
                    self.engine.run_due(due, now, Lateness::Skip);
                    self.engine.cx.sleepers.wake();
                }
                _ => return false,
            }
        }
        true
    }

    /// Sleeps until something is due, or somebody wakes us.
    fn park(&mut self) {
        let now = self.now();
        match self.engine.schedule.next() {
            Some(due) => self.rest(|| thread::park_timeout(due - now)),
            None => self.rest(thread::park),
        }
    }

    /// Lets everybody know that there is nothing to do, while `wait` runs.
    fn rest(&self, wait: impl FnOnce()) {
        self.engine.cx.counters.set_turn(0);
        self.handle.entrance().rest.during(wait);
    }

    fn handle_entry(&mut self, entry: Entry) {
        self.count_turn();
        let Self { engine, last, .. } = self;
        let mut clock = || {
            *last = (*last).max(Timestamp::now());
            *last
        };
        match entry {
            Entry::Batch { channel, batch, .. } => engine.deliver(channel, batch, clock),
            Entry::Staging { channel, follows, .. } => engine.deliver_staging(channel, follows, clock),
            Entry::Values { input, values } => engine.deliver_values(input, values, clock),
            Entry::Failed { node, text } => engine.failed_outside(node, &text, clock()),
            Entry::Job(job) => job(engine),
            // Who asked may have gone.
            Entry::Command { call, .. } if call.is_given_up() => {}
            Entry::Command { call, .. } => engine.command(call, clock()),
        }
        engine.cx.sleepers.wake();
    }

    /// Delivers what was accepted before the stop.
    fn drain(&mut self, threads: Vec<SourceThread>) {
        self.queue.close();
        let deadline = self.engine.desk.as_ref().map_or_else(|| Instant::now() + self.options.drain, |desk| desk.deadline());
        // Not `try_recv`: a sender may have its place already, and be about to fill it.
        while let Some(entry) = self.queue.blocking_recv() {
            if Instant::now() > deadline {
                tracing::error!("{} entries were not delivered within {:?} after the stop", self.queue.len() + 1, self.options.drain);
                break;
            }
            self.handle_entry(entry);
        }
        let now = self.now();
        self.engine.finish_results(now);
        self.engine.cx.sleepers.wake();
        for (thread, name) in threads {
            if thread.recv_timeout(deadline.saturating_duration_since(Instant::now())) == Err(RecvTimeoutError::Timeout) {
                tracing::error!("source `{name}` did not end within {:?} after the stop: its thread is left behind", self.options.drain);
            }
        }
    }
}

//! Real time: an engine on a thread of its own.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::mpsc::RecvTimeoutError;
use std::task::{self, Poll, Wake, Waker};
use std::thread::{self, JoinHandle, Thread};
use std::time::{Duration, Instant};

use futures::FutureExt;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

use super::core::{Engine, Lateness};
use super::failure::{adopt_thread, panic_text};
use super::offload::Desk;
use super::queue::{Entry, Outlets};
use super::{AnyOutlet, Gateway, Graph, Handle, StartError, Summary};
use crate::Timestamp;
use crate::channel::ChannelSet;
use crate::id::RunId;
use crate::life::Configured;

/// How a live gateway runs.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct LiveOptions {
    /// The modules that are switched off.
    pub disabled: Vec<String>,
    /// How many entries the queue into the engine holds at most.
    pub queue_entries: usize,
    /// How many bytes of values from outside wait in the queue at most, measured as JSON.
    pub queue_bytes: usize,
    /// Whether the last tick of every channel is kept for [`Handle::last`].
    pub keep_last: bool,
    /// How long accepted values may take to be delivered after a stop was asked for.
    pub drain: Duration,
}

impl Default for LiveOptions {
    fn default() -> Self {
        Self {
            disabled: Vec::new(),
            queue_entries: 16 * 1024,
            queue_bytes: 64 * 1024 * 1024,
            keep_last: true,
            drain: Duration::from_secs(5),
        }
    }
}

/// A gateway that runs in real time, on a thread of its own.
#[derive(Debug)]
pub struct Live<A> {
    handle: Handle,
    thread: JoinHandle<Summary<A>>,
}

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
        let engine = Engine::<A::Graph>::new(app.into(), RunId::random(), &options.disabled)?;
        let (sender, queue) = mpsc::channel(options.queue_entries.max(1));
        let handle = Handle::new(A::META, A::Channels::channels(), engine.cx.switched_off(), sender, options.queue_bytes);
        let runtime = tokio::runtime::Handle::current();
        let (report, started) = oneshot::channel();
        let run = EngineLoop { engine, queue, handle: handle.clone(), options, runtime, last: Timestamp::EPOCH, threads: Vec::new() };
        let thread = thread::Builder::new().name("engine".to_owned()).spawn(move || run.run(report)).map_err(StartError::Thread)?;
        match started.await {
            Ok(Ok(())) => Ok(Self { handle, thread }),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(StartError::Thread(std::io::Error::other("it ended before it began"))),
        }
    }

    /// Access to the running gateway.
    pub fn handle(&self) -> &Handle {
        &self.handle
    }

    /// Stops the gateway: delivers what was accepted, runs the stop hooks, and gives the application back. `None` if
    /// the engine's thread is lost.
    pub async fn stop(self) -> Option<Summary<A>> {
        self.handle.stop();
        tokio::task::spawn_blocking(|| self.thread.join().ok()).await.ok().flatten()
    }
}

struct EngineLoop<G: Graph> {
    engine: Engine<G>,
    queue: mpsc::Receiver<Entry>,
    handle: Handle,
    options: LiveOptions,
    runtime: tokio::runtime::Handle,
    last: Timestamp,
    /// The threads of blocking sources: what ends with each, and its name.
    threads: Vec<(std::sync::mpsc::Receiver<Infallible>, String)>,
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
    fn run(mut self, report: oneshot::Sender<Result<(), StartError>>) -> Summary<G::App> {
        adopt_thread();
        self.handle.attach_engine();
        let mut streams = JoinSet::new();
        let started = self.begin(&mut streams);
        let failed = started.is_err();
        // Nobody listens if the starter has gone; then there is nobody to stop us either.
        let abandoned = report.send(started).is_err();
        if !failed && !abandoned {
            self.turn_until_stopped();
            streams.abort_all();
            self.drain();
        }
        self.queue.close();
        self.engine.stop_modules();
        let (cycles, failures, dropped) = (self.engine.cx.cycles(), self.engine.cx.failures(), self.engine.dropped());
        Summary { app: self.engine.graph.into_app(), cycles, failures, dropped, end: self.last }
    }

    fn begin(&mut self, streams: &mut JoinSet<()>) -> Result<(), StartError> {
        let now = self.now();
        self.engine.cx.set_now(now);
        if self.options.keep_last {
            for channel in 0..G::App::META.channels.len() {
                self.engine.outlet(channel).keep_last();
            }
        }
        self.engine.start_modules()?;
        let desk = || Ok(Desk::live(self.handle.clone(), self.runtime.clone(), self.options.drain));
        self.engine.open_desk(desk).inspect_err(|_| self.engine.stop_modules())?;
        self.engine.start_timers(now).inspect_err(|_| self.engine.stop_modules())?;
        self.engine.open_sources();
        // Sources may make timers and sockets before they are first polled.
        let _runtime = self.runtime.enter();
        let Engine { graph, cx, .. } = &mut self.engine;
        let sources = graph.streams(cx);
        if let Some(source) = sources.iter().find(|source| source.fault.is_some()) {
            let fault = StartError::Node(G::App::META.node_name(source.node), source.fault.clone().unwrap_or_default());
            self.engine.stop_modules();
            return Err(fault);
        }
        for source in sources {
            let name = G::App::META.node_name(source.node);
            self.threads.extend(source.thread.map(|thread| (thread, name.clone())));
            let values = std::panic::AssertUnwindSafe((source.open)(self.handle.queue())).catch_unwind();
            let task = async move {
                match values.await {
                    Ok(()) => tracing::info!("source `{name}` has ended"),
                    Err(panic) => tracing::error!("source `{name}` panicked and has ended: {}", panic_text(panic.as_ref())),
                }
            };
            streams.spawn_on(task, &self.runtime);
        }
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
        while !self.handle.is_stopping() {
            let busy = self.run_due();
            if G::OFFLOADS > 0 {
                let now = self.now();
                self.engine.deliver_results(now);
            }
            for _ in 0..TURN {
                match self.queue.poll_recv(&mut polling) {
                    Poll::Ready(Some(entry)) => self.handle_entry(entry),
                    Poll::Ready(None) => return,
                    Poll::Pending if busy || self.engine.has_results() || self.handle.is_stopping() => break,
                    Poll::Pending => {
                        self.park();
                        break;
                    }
                }
            }
        }
    }

    /// Runs what is due. Whether there may be more.
    fn run_due(&mut self) -> bool {
        for _ in 0..TURN {
            let now = self.now();
            match self.engine.schedule.next() {
                Some(due) if due <= now => self.engine.run_due(due, now, Lateness::Skip),
                _ => return false,
            }
        }
        true
    }

    /// Sleeps until something is due, or somebody wakes us.
    fn park(&mut self) {
        match self.engine.schedule.next() {
            Some(due) => thread::park_timeout(due - self.now()),
            None => thread::park(),
        }
    }

    fn handle_entry(&mut self, entry: Entry) {
        let Self { engine, last, .. } = self;
        let clock = || {
            *last = (*last).max(Timestamp::now());
            *last
        };
        match entry {
            Entry::Batch { channel, batch, .. } => engine.deliver(channel, batch, clock),
            Entry::Values { input, values } => engine.deliver_values(input, values, clock),
            Entry::Job(job) => job(engine),
        }
    }

    /// Delivers what was accepted before the stop.
    fn drain(&mut self) {
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
        for (thread, name) in self.threads.drain(..) {
            if thread.recv_timeout(deadline.saturating_duration_since(Instant::now())) == Err(RecvTimeoutError::Timeout) {
                tracing::error!("source `{name}` did not end within {:?} after the stop: its thread is left behind", self.options.drain);
            }
        }
    }
}

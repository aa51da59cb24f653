//! What all nodes off the engine's thread share: the runtime, and how the engine is told that there are results.

use std::future::Future;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use tokio::runtime;
use tokio::sync::Notify;
use tokio::task::AbortHandle;

use crate::engine::Handle;
use crate::graph::GraphMeta;

/// What the nodes of one engine that work off its thread share.
#[derive(Debug)]
pub struct Desk {
    graph: &'static GraphMeta,
    /// How many triggers there have been.
    tickets: AtomicU64,
    /// Set by tasks that have ended.
    rung: AtomicBool,
    place: Place,
}

#[derive(Debug)]
enum Place {
    /// Tasks run while the engine goes on.
    Live { runtime: runtime::Handle, engine: Thread, handle: Handle, drain: Duration, deadline: OnceLock<Instant> },
    /// Tasks run while the engine waits for them.
    Simulated { runtime: Background, ended: Notify },
}

/// A runtime whose end waits for nobody: a blocking task that has timed out may never come back.
#[derive(Debug)]
struct Background(Option<runtime::Runtime>);

impl Drop for Background {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// How a wait for results ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Waited {
    /// A task may have ended.
    Rung,
    /// The gateway is stopping, and the time for that is over.
    TooLong,
}

impl Desk {
    /// The desk of a live engine, to be made on the engine's own thread.
    pub(crate) fn live(handle: Handle, runtime: runtime::Handle, drain: Duration) -> Self {
        let graph = handle.graph();
        let place = Place::Live { runtime, engine: thread::current(), drain, deadline: OnceLock::new(), handle };
        Self { graph, tickets: AtomicU64::new(0), rung: AtomicBool::new(false), place }
    }

    /// The desk of a simulated run, with a runtime of its own.
    ///
    /// # Errors
    /// The runtime could not be made.
    pub(crate) fn simulated(graph: &'static GraphMeta) -> std::io::Result<Self> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let place = Place::Simulated { runtime: Background(Some(runtime)), ended: Notify::new() };
        Ok(Self { graph, tickets: AtomicU64::new(0), rung: AtomicBool::new(false), place })
    }

    pub(super) fn graph(&self) -> &'static GraphMeta {
        self.graph
    }

    pub(super) fn is_simulated(&self) -> bool {
        matches!(self.place, Place::Simulated { .. })
    }

    /// The number of the next trigger.
    pub(super) fn ticket(&self) -> u64 {
        self.tickets.fetch_add(1, Ordering::Relaxed)
    }

    /// The number that the next trigger will have.
    pub(super) fn next_ticket(&self) -> u64 {
        self.tickets.load(Ordering::Relaxed)
    }

    /// Starts a task. `None` if there is no runtime any more.
    pub(super) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) -> Option<AbortHandle> {
        match &self.place {
            Place::Live { runtime, .. } => Some(runtime.spawn(task).abort_handle()),
            Place::Simulated { runtime, .. } => runtime.0.as_ref().map(|runtime| runtime.spawn(task).abort_handle()),
        }
    }

    /// Tells the engine that there are results.
    pub(super) fn ring(&self) {
        self.rung.store(true, Ordering::Release);
        match &self.place {
            Place::Live { engine, .. } => engine.unpark(),
            Place::Simulated { ended, .. } => ended.notify_one(),
        }
    }

    /// Whether there may be results.
    #[inline]
    pub(super) fn is_rung(&self) -> bool {
        self.rung.load(Ordering::Relaxed)
    }

    /// Whether somebody has rung since the last time.
    #[inline]
    pub(super) fn has_rung(&self) -> bool {
        self.is_rung() && self.rung.swap(false, Ordering::Acquire)
    }

    /// Waits on the engine's thread until somebody rings.
    pub(super) fn wait(&self) -> Waited {
        loop {
            if self.has_rung() {
                return Waited::Rung;
            }
            match &self.place {
                Place::Simulated { runtime, ended } => match &runtime.0 {
                    Some(runtime) => runtime.block_on(ended.notified()),
                    None => return Waited::TooLong,
                },
                Place::Live { handle, .. } if handle.is_stopping() => {
                    let left = self.deadline().saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        return Waited::TooLong;
                    }
                    thread::park_timeout(left);
                }
                Place::Live { .. } => thread::park(),
            }
        }
    }

    /// When a gateway that is stopping waits no longer.
    pub(crate) fn deadline(&self) -> Instant {
        match &self.place {
            Place::Live { drain, deadline, .. } => *deadline.get_or_init(|| Instant::now() + *drain),
            Place::Simulated { .. } => Instant::now(),
        }
    }
}

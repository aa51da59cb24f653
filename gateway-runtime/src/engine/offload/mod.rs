//! Nodes off the engine's thread: they prepare work within a cycle, which runs on the tokio runtime; what it gives comes
//! back in a later cycle.
//!
//! - [`Task`] is the work of one trigger.
//! - [`Offload`] is one such node: its tasks in flight, those that wait for a place, and their results.
//! - [`Desk`] is what these nodes share: the runtime, and how the engine is told that there are results.
//! - `deliver` is the engine's part: when results get their cycles.
//!
//! The engine's thread alone starts tasks and takes their results. So a place in flight is taken until the engine has the
//! result in hand, and nothing grows without bound.

mod deliver;
mod desk;
mod task;

pub use desk::Desk;
pub use task::Task;

use std::collections::VecDeque;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::AbortHandle;

use super::failure::{Fault, report};
use super::{Context, StartError};
use desk::Waited;
use task::{Outcome, Report};

/// How much of a node's work may be underway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How many tasks are in flight at once.
    pub concurrency: usize,
    /// How many tasks wait for a place in flight.
    pub queue: usize,
    /// What becomes of a trigger for which there is no place.
    pub overflow: Overflow,
    /// Whether results tick as they come, instead of in the order of the triggers.
    pub unordered: bool,
    /// After what time a task has failed.
    pub timeout: Option<Duration>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { concurrency: 16, queue: 1024, overflow: Overflow::Block, unordered: false, timeout: None }
    }
}

/// What becomes of a trigger for which there is no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overflow {
    /// The engine waits until there is one.
    Block,
    /// It is dropped.
    DropNewest,
    /// The one that waits longest is dropped.
    DropOldest,
}

/// A node whose work runs off the engine's thread.
pub struct Offload<O> {
    /// `None` until the engine starts.
    open: Option<Open<O>>,
    /// What the coming cycle publishes.
    current: Option<O>,
}

struct Open<O> {
    node: usize,
    input: Option<usize>,
    limits: Limits,
    desk: Arc<Desk>,
    /// Threads of blocking tasks. One that has timed out still takes its thread.
    threads: Arc<Semaphore>,
    sender: mpsc::Sender<(u64, Outcome<O>)>,
    done: mpsc::Receiver<(u64, Outcome<O>)>,
    waiting: VecDeque<(u64, Task<O>)>,
    /// In the order of the triggers.
    flight: VecDeque<Flight<O>>,
    /// What is to be delivered, in the order in which it will be.
    ready: VecDeque<(u64, Outcome<O>)>,
    dropped: u64,
}

/// A task that has been started.
struct Flight<O> {
    ticket: u64,
    abort: Option<AbortHandle>,
    /// Its result, while it waits for those before it.
    outcome: Option<Outcome<O>>,
}

impl<O> Default for Offload<O> {
    fn default() -> Self {
        Self { open: None, current: None }
    }
}

impl<O> std::fmt::Debug for Offload<O> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Offload").finish_non_exhaustive()
    }
}

impl<O: Send + 'static> Offload<O> {
    /// Makes it ready for tasks. Its results are those of `input`, if it gives any.
    ///
    /// # Errors
    /// A limit that comes from the settings leaves no room for any task.
    pub fn open(&mut self, node: usize, input: Option<usize>, limits: Limits, desk: &Arc<Desk>) -> Result<(), StartError> {
        let fault = |what: &str| Err(StartError::Node(desk.graph().node_name(node), what.to_owned()));
        if limits.concurrency == 0 {
            return fault("its `concurrency` is zero, so that it could do no work");
        }
        if limits.timeout.is_some_and(|timeout| timeout.is_zero()) {
            return fault("its `timeout` is zero");
        }
        let (sender, done) = mpsc::channel();
        let threads = Arc::new(Semaphore::new(limits.concurrency.min(Semaphore::MAX_PERMITS)));
        let (waiting, flight, ready) = (VecDeque::new(), VecDeque::new(), VecDeque::new());
        let desk = Arc::clone(desk);
        self.open = Some(Open { node, input, limits, desk, threads, sender, done, waiting, flight, ready, dropped: 0 });
        Ok(())
    }

    /// Takes a task: starts it, or lets it wait, or does with it what the node's overflow says.
    pub fn submit(&mut self, cx: &mut Context, task: Task<O>) {
        if let Some(open) = &mut self.open {
            open.submit(cx, task);
        }
    }

    /// Takes the result that the cycle is to publish.
    #[inline]
    pub fn take(&mut self) -> Option<O> {
        self.current.take()
    }
}

impl<O: Send + 'static> Open<O> {
    fn submit(&mut self, cx: &mut Context, task: Task<O>) {
        // In a simulated run nothing depends on how far tasks have come.
        if !self.desk.is_simulated() {
            self.collect();
        }
        if !self.has_place() {
            match self.limits.overflow {
                Overflow::Block => {
                    if !self.wait_for_place() {
                        report(cx, self.node, &Fault::error("it was not run: the gateway stopped before there was a place for it"));
                        return;
                    }
                }
                Overflow::DropOldest if !self.waiting.is_empty() => {
                    self.waiting.pop_front();
                    self.count_drop();
                }
                Overflow::DropOldest | Overflow::DropNewest => {
                    self.count_drop();
                    return;
                }
            }
        }
        self.waiting.push_back((self.desk.ticket(), task));
        self.start();
    }

    fn has_place(&self) -> bool {
        self.flight.len() < self.limits.concurrency || self.waiting.len() < self.limits.queue
    }

    /// Waits within a cycle until a task has ended. `false` if the gateway stops instead.
    fn wait_for_place(&mut self) -> bool {
        while !self.has_place() {
            if self.desk.wait() == Waited::TooLong {
                return false;
            }
            self.collect();
        }
        // There may be results of others.
        self.desk.ring();
        true
    }

    fn count_drop(&mut self) {
        self.dropped += 1;
        if self.dropped.is_power_of_two() {
            let (name, count) = (self.desk.graph().node_name(self.node), self.dropped);
            tracing::warn!(node = name, count, "node `{name}` has more triggers than it has places for: one was dropped");
        }
    }

    /// Starts tasks that wait, while there are places.
    fn start(&mut self) {
        while self.flight.len() < self.limits.concurrency
            && let Some((ticket, task)) = self.waiting.pop_front()
        {
            let report = Report::new(ticket, self.sender.clone(), Arc::clone(&self.desk));
            let work = task.run(self.limits.timeout, Arc::clone(&self.threads));
            // Without a runtime the report tells that the task was cancelled.
            let abort = self.desk.spawn(async move { report.send(work.await) });
            self.flight.push_back(Flight { ticket, abort, outcome: None });
        }
    }

    /// Takes the results that have come, and starts tasks in the places that become free.
    fn collect(&mut self) {
        let mut any = false;
        while let Ok((ticket, outcome)) = self.done.try_recv() {
            any = true;
            if self.limits.unordered && !self.desk.is_simulated() {
                let known = self.flight.len();
                self.flight.retain(|flight| flight.ticket != ticket);
                // What has been given up may still tell of it.
                if self.flight.len() < known {
                    self.ready.push_back((ticket, outcome));
                }
            } else if let Some(flight) = self.flight.iter_mut().find(|flight| flight.ticket == ticket) {
                flight.outcome = Some(outcome);
            }
        }
        while let Some(outcome) = self.flight.front_mut().and_then(|first| first.outcome.take()) {
            if let Some(first) = self.flight.pop_front() {
                self.ready.push_back((first.ticket, outcome));
            }
        }
        if any {
            self.start();
        }
    }
}

/// An [`Offload`] of a type that the holder does not know.
pub trait AnyOffload {
    /// Takes the results that have come. Whether no task is in flight, or waits for a place.
    fn collect(&mut self) -> bool;
    /// The first result that is to be delivered: the number of its trigger.
    fn next(&self) -> Option<u64>;
    /// Takes the first result. The input that has it for its cycle; a failure is counted instead.
    fn advance(&mut self, cx: &mut Context) -> Option<usize>;
    /// Gives up everything that is not delivered; tells how much that was.
    fn cancel(&mut self) -> usize;
    /// How many triggers were dropped.
    fn dropped(&self) -> u64;
    /// The node's place in [`GraphMeta::nodes`](crate::graph::GraphMeta::nodes).
    fn node(&self) -> usize;
}

impl<O: Send + 'static> AnyOffload for Offload<O> {
    fn collect(&mut self) -> bool {
        self.open.as_mut().is_none_or(|open| {
            open.collect();
            open.flight.is_empty() && open.waiting.is_empty()
        })
    }

    fn next(&self) -> Option<u64> {
        self.open.as_ref()?.ready.front().map(|(ticket, _)| *ticket)
    }

    fn advance(&mut self, cx: &mut Context) -> Option<usize> {
        let open = self.open.as_mut()?;
        match open.ready.pop_front()?.1 {
            Ok(output) => {
                self.current = open.input.map(|_| output);
                open.input
            }
            Err(failure) => {
                report(cx, open.node, &failure);
                None
            }
        }
    }

    fn cancel(&mut self) -> usize {
        let Some(open) = &mut self.open else { return 0 };
        open.flight.iter().filter_map(|flight| flight.abort.as_ref()).for_each(AbortHandle::abort);
        let count = open.flight.len() + open.waiting.len() + open.ready.len();
        (open.waiting, open.flight, open.ready) = Default::default();
        count
    }

    fn dropped(&self) -> u64 {
        self.open.as_ref().map_or(0, |open| open.dropped)
    }

    fn node(&self) -> usize {
        self.open.as_ref().map_or(0, |open| open.node)
    }
}

impl<O> Drop for Offload<O> {
    fn drop(&mut self) {
        let flights = self.open.iter().flat_map(|open| &open.flight);
        flights.filter_map(|flight| flight.abort.as_ref()).for_each(AbortHandle::abort);
    }
}

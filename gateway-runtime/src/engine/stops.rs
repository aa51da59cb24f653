//! Stop hooks that run at the same time, each on a thread of its own, and not for ever.
//!
//! A thread cannot be ended from outside. So a module goes to its thread, and comes back when its hook has run; one
//! that does not come back in time is left behind, with its thread.

use std::fmt;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use super::NodeError;
use super::core::hook;
use super::failure::adopt_thread;
use crate::graph::GraphMeta;

/// The stop hooks of a gateway that is being taken apart.
pub struct Stops {
    graph: &'static GraphMeta,
    /// By module: whether its start hook ran.
    started: Vec<bool>,
    timeout: Duration,
    deadline: Instant,
    /// The modules that did not come back.
    pub(crate) lost: Vec<&'static str>,
}

impl fmt::Debug for Stops {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stops").field("timeout", &self.timeout).field("lost", &self.lost).finish_non_exhaustive()
    }
}

/// A module whose stop hook runs, or that has none to run.
#[derive(Debug)]
pub enum Stopping<M> {
    /// It never started.
    Here(M),
    /// It comes back when its hook has run.
    Away(usize, Receiver<M>),
}

impl Stops {
    pub(crate) fn new(graph: &'static GraphMeta, started: &[usize], timeout: Duration) -> Self {
        let started = (0..graph.modules.len()).map(|module| started.contains(&module)).collect();
        Self { graph, started, timeout, deadline: Instant::now() + timeout, lost: Vec::new() }
    }

    /// Begins the stop hook of a module that started.
    pub fn leave<M: Send + 'static>(&mut self, module: usize, mut value: M, stop: fn(&mut M) -> Result<(), NodeError>) -> Stopping<M> {
        if !self.started[module] {
            return Stopping::Here(value);
        }
        let name = self.graph.modules[module].name;
        let (back, stopped) = sync_channel(1);
        let run = move || {
            adopt_thread();
            if let Err(error) = hook(|| stop(&mut value)) {
                tracing::error!("module `{name}` did not stop well: {error}");
            }
            // Nobody waits any more if it took too long.
            let _ = back.send(value);
        };
        // Without a thread the module is gone: then it does not come back.
        if let Err(error) = thread::Builder::new().name(format!("stop {name}")).spawn(run) {
            tracing::error!("module `{name}` was not stopped: {error}");
        }
        Stopping::Away(module, stopped)
    }

    /// Waits for a module to come back.
    pub fn wait<M>(&mut self, stopping: Stopping<M>) -> Option<M> {
        let (module, stopped) = match stopping {
            Stopping::Here(value) => return Some(value),
            Stopping::Away(module, stopped) => (module, stopped),
        };
        let value = stopped.recv_timeout(self.deadline.saturating_duration_since(Instant::now())).ok();
        if value.is_none() {
            let name = self.graph.modules[module].name;
            tracing::error!("module `{name}` did not stop within {:?}, and is left behind", self.timeout);
            self.lost.push(name);
        }
        value
    }
}

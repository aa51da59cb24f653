//! What a simulated run keeps of itself, for those who look at it afterwards.

use std::sync::{Arc, Mutex, PoisonError};

use crate::Timestamp;
use crate::channel::AnyTick;

/// All ticks of some channels, as they came. It grows as long as the run goes on.
#[derive(Debug, Clone, Default)]
pub struct Log(Arc<Mutex<Vec<Logged>>>);

/// One tick of a [`Log`].
#[derive(Debug, Clone)]
pub(crate) struct Logged {
    pub(crate) channel: usize,
    /// The number of the cycle in the run.
    pub(crate) cycle: u64,
    /// Engine time.
    pub(crate) time: Timestamp,
    pub(crate) tick: Arc<dyn AnyTick>,
}

impl Log {
    pub(crate) fn add(&self, logged: Logged) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(logged);
    }

    /// Takes out what came since the last time.
    pub(crate) fn take(&self) -> Vec<Logged> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Something that went wrong in a run, and did not end it.
#[derive(Debug, Clone)]
pub(crate) struct Incident {
    pub(crate) cycle: u64,
    pub(crate) time: Timestamp,
    /// What happened, as a sentence that names the node or module.
    pub(crate) text: String,
}

//! Requests that keep their connections: streams, and those that wait for the next tick.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::ApiError;

/// Their places: three quarters of all connections, so that a quarter is left to those who only ask something.
#[derive(Debug)]
pub(crate) struct Lasting {
    places: Arc<Semaphore>,
    /// How many there are.
    all: usize,
}

impl Lasting {
    /// Places where there may be so many connections.
    pub(crate) fn of(max_connections: usize) -> Self {
        let all = most(max_connections).min(Semaphore::MAX_PERMITS);
        Self { places: Arc::new(Semaphore::new(all)), all }
    }

    /// A place for one more.
    pub(crate) fn place(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        let full = || ApiError::Busy("Too many clients wait for ticks already: try again later".to_owned());
        Arc::clone(&self.places).try_acquire_owned().map_err(|_| full())
    }

    /// How many places are taken.
    pub(crate) fn taken(&self) -> usize {
        self.all - self.places.available_permits()
    }
}

/// How many of so many connections may last.
pub(crate) fn most(max_connections: usize) -> usize {
    (max_connections - max_connections.div_ceil(4)).max(1)
}

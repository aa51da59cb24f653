//! The newest ticks of a channel, where whoever asks finds them.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::channel::{AnyTick, Key, Payload, Tick};

/// The last tick; of a basket the last tick of every key.
#[derive(Debug)]
pub(crate) struct Newest<P: Payload>(BTreeMap<Option<P::Key>, Arc<Tick<P>>>);

impl<P: Payload> Default for Newest<P> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<P: Payload> Newest<P> {
    /// Puts a tick in the place of the one before.
    pub(crate) fn put(&mut self, tick: Arc<Tick<P>>) {
        self.0.insert(tick.value().key().cloned(), tick);
    }

    /// All of them, or that of `key` alone.
    pub(crate) fn get(&self, key: Option<&str>) -> Vec<Arc<dyn AnyTick>> {
        let Some(label) = key else { return self.0.values().map(|tick| Arc::clone(tick) as _).collect() };
        let tick = P::Key::from_label(label).and_then(|key| self.0.get(&Some(key)));
        tick.map(|tick| Arc::clone(tick) as _).into_iter().collect()
    }
}

/// The newest ticks of a channel whose type the holder does not know.
pub trait LastTicks: Send + Sync + fmt::Debug {
    /// The last tick; of a basket the last tick of every key, or of `key` alone.
    fn last(&self, key: Option<&str>) -> Vec<Arc<dyn AnyTick>>;
}

/// [`Newest`] behind a lock, which is held for the ticks of one cycle, so that nobody sees half of them.
#[derive(Debug)]
pub(crate) struct SharedNewest<P: Payload>(Mutex<Newest<P>>);

impl<P: Payload> Default for SharedNewest<P> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<P: Payload> SharedNewest<P> {
    pub(crate) fn lock(&self) -> MutexGuard<'_, Newest<P>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<P: Payload> LastTicks for SharedNewest<P> {
    fn last(&self, key: Option<&str>) -> Vec<Arc<dyn AnyTick>> {
        self.lock().get(key)
    }
}

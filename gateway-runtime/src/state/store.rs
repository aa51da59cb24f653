//! What one channel remembers: its batch of new ticks, and the states, history and lookup that these go into.

use std::any::Any;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::Thread;

use super::keyed::Wanted;
use super::ring::{ById, Ring};
use super::row::Held;
use super::{AnyState, Bounds, HistoryChanges, Query, Row, StateChanges, StateMeta, WrongKey};
use crate::channel::{AnyTick, Payload, Tick};
use crate::engine::{LastTicks, Newest};
use crate::{TickId, Timestamp};

/// So many new rows of a channel wake the keeper's thread.
const WAKE: usize = 1024;

/// So many new rows of a channel are the most: then the engine takes them over by itself.
const FULL: usize = 64 * 1024;

/// The memory of a batch of so many ticks is kept for the next one.
const SPARE: usize = 8 * WAKE;

/// Takes the ticks of a channel.
pub trait Sink<P>: LastTicks {
    /// The ticks of one cycle, at an engine time. Nobody sees half of them.
    fn push(&self, time: Timestamp, ticks: &mut dyn Iterator<Item = Ticked<P>>);
    /// Keeps the newest ticks too from now on.
    fn keep_last(&self);
}

/// A tick on its way to a store.
#[derive(Debug)]
pub enum Ticked<P> {
    /// Nobody else has it.
    Alone(Tick<P>),
    /// Others have it too.
    Shared(Arc<Tick<P>>),
}

impl<P: Payload> Ticked<P> {
    fn rows(&self) -> usize {
        match self {
            Self::Alone(tick) => tick.value().elements().len(),
            Self::Shared(tick) => tick.value().elements().len(),
        }
    }

    fn shared(self) -> Arc<Tick<P>> {
        match self {
            Self::Alone(tick) => Arc::new(tick),
            Self::Shared(tick) => tick,
        }
    }
}

/// What a channel declares to be remembered of its ticks.
pub struct Remembered<P> {
    /// Its states.
    pub states: Vec<Box<dyn AnyState<P>>>,
    /// The bounds of its history, if it has one.
    pub history: Option<Bounds>,
    /// The bounds of its lookup, if it has one.
    pub lookup: Option<Bounds>,
}

impl<P> Default for Remembered<P> {
    fn default() -> Self {
        Self { states: Vec::new(), history: None, lookup: None }
    }
}

impl<P> Remembered<P> {
    pub(crate) fn is_nothing(&self) -> bool {
        self.states.is_empty() && self.history.is_none() && self.lookup.is_none()
    }
}

impl<P> fmt::Debug for Remembered<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Remembered").field("states", &self.states.len()).field("history", &self.history).finish_non_exhaustive()
    }
}

/// What one channel remembers.
#[derive(Debug)]
pub struct Store<P: Payload> {
    /// The ticks that have come since the last time that somebody took them over.
    batch: Mutex<Batch<P>>,
    kept: Mutex<Kept<P>>,
    /// The keeper's thread, in a live run.
    keeper: OnceLock<Thread>,
    /// How often the engine had to take a batch over.
    helped: AtomicU64,
}

#[derive(Debug)]
struct Batch<P> {
    ticks: Vec<(Timestamp, Ticked<P>)>,
    rows: usize,
}

#[derive(Debug)]
struct Kept<P: Payload> {
    /// The newest ticks, if they are to be kept.
    newest: Option<Newest<P>>,
    /// The memory of the batch before, for the next one.
    spare: Vec<(Timestamp, Ticked<P>)>,
    states: Vec<Box<dyn AnyState<P>>>,
    history: Option<Ring<P>>,
    lookup: Option<ById<P>>,
}

/// Nothing that is done with the lock held leaves half of itself behind.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<P: Payload> Store<P> {
    pub(crate) fn new(remembered: Remembered<P>) -> Self {
        let Remembered { states, history, lookup } = remembered;
        let kept = Kept { newest: None, spare: Vec::new(), states, history: history.map(Ring::new), lookup: lookup.map(ById::new) };
        let batch = Mutex::new(Batch { ticks: Vec::new(), rows: 0 });
        Self { batch, kept: Mutex::new(kept), keeper: OnceLock::new(), helped: AtomicU64::new(0) }
    }

    /// What is kept, with all that has come.
    fn kept(&self) -> MutexGuard<'_, Kept<P>> {
        let mut kept = lock(&self.kept);
        // Taken while `kept` is locked, so that batches are taken over in their order.
        let spare = std::mem::take(&mut kept.spare);
        let mut ticks = {
            let mut batch = lock(&self.batch);
            batch.rows = 0;
            std::mem::replace(&mut batch.ticks, spare)
        };
        for (time, tick) in ticks.drain(..) {
            kept.put(time, &tick.shared());
        }
        if ticks.capacity() <= SPARE {
            kept.spare = ticks;
        }
        kept
    }
}

impl<P: Payload> Kept<P> {
    fn put(&mut self, time: Timestamp, tick: &Arc<Tick<P>>) {
        if let Some(newest) = &mut self.newest {
            newest.put(Arc::clone(tick));
        }
        for row in Held::all(tick) {
            for state in &mut self.states {
                state.put(&row);
            }
            if let Some(history) = &mut self.history {
                history.push(time, row.clone(), |_, _| {});
            }
            if let Some(lookup) = &mut self.lookup {
                lookup.push(time, row);
            }
        }
    }
}

impl<P: Payload> Sink<P> for Store<P> {
    fn push(&self, time: Timestamp, ticks: &mut dyn Iterator<Item = Ticked<P>>) {
        let rows = {
            let mut batch = lock(&self.batch);
            let before = batch.rows;
            for tick in ticks {
                // An empty list takes memory too.
                batch.rows += tick.rows().max(1);
                batch.ticks.push((time, tick));
            }
            before..batch.rows
        };
        if rows.end < WAKE {
            return;
        }
        match self.keeper.get() {
            Some(keeper) if rows.end < FULL => {
                if rows.start < WAKE {
                    keeper.unpark();
                }
            }
            keeper => {
                if keeper.is_some() {
                    self.helped.fetch_add(1, Relaxed);
                }
                drop(self.kept());
            }
        }
    }

    fn keep_last(&self) {
        lock(&self.kept).newest.get_or_insert_default();
    }
}

impl<P: Payload> LastTicks for Store<P> {
    fn last(&self, key: Option<&str>) -> Vec<Arc<dyn AnyTick>> {
        self.kept().newest.as_ref().map_or_else(Vec::new, |newest| newest.get(key))
    }
}

/// A [`Store`] of a type that the holder does not know.
pub trait AnyStore: Send + Sync + fmt::Debug {
    /// The sink of its channel: an `Arc<dyn Sink<P>>`.
    fn sink(self: Arc<Self>) -> Box<dyn Any>;
    /// Sets the bounds that settings give.
    fn bound(&self, state_keys: Option<usize>, history: Option<Bounds>, lookup: Option<Bounds>);
    /// Names the thread that takes batches over.
    fn set_keeper(&self, keeper: Thread);
    /// Takes the batch over.
    fn settle(&self);
    /// How many rows wait in the batch.
    fn waiting(&self) -> usize;
    /// How often the engine had to take a batch over.
    fn helped(&self) -> u64;
    /// The states.
    fn states(&self) -> Vec<StateMeta>;
    /// How many keys a state has, and how many it has forgotten.
    fn count(&self, state: usize) -> (usize, u64);
    /// The bounds of the history, and how many rows it has.
    fn history(&self) -> Option<(Bounds, usize)>;
    /// The bounds of the lookup, and how many rows it has.
    fn lookup(&self) -> Option<(Bounds, usize)>;
    /// The row of a key.
    fn get(&self, state: usize, labels: &[&str]) -> Result<Option<Row>, WrongKey>;
    /// The rows of a state that are wanted, by key.
    fn rows(&self, state: usize, is_wanted: Wanted<'_>) -> Vec<Row>;
    /// The rows of a state that an answer can have, by key.
    fn select(&self, state: usize, query: &Query) -> Vec<Row>;
    /// What has changed in a state.
    fn changes(&self, state: usize, since: u64) -> StateChanges;
    /// The parts of a row's key.
    fn labels(&self, state: usize, row: &Row) -> Vec<String>;
    /// The history from a number on.
    fn history_since(&self, number: u64) -> HistoryChanges;
    /// The row with an id.
    fn find(&self, id: &TickId) -> Option<Row>;
}

impl<P: Payload> AnyStore for Store<P> {
    fn sink(self: Arc<Self>) -> Box<dyn Any> {
        let sink: Arc<dyn Sink<P>> = self;
        Box::new(sink)
    }

    fn bound(&self, state_keys: Option<usize>, history: Option<Bounds>, lookup: Option<Bounds>) {
        let mut kept = lock(&self.kept);
        if let Some(keys) = state_keys {
            kept.states.iter_mut().for_each(|state| state.set_max_keys(keys));
        }
        if let (Some(ring), Some(bounds)) = (&mut kept.history, history) {
            ring.bounds = bounds;
        }
        if let (Some(by_id), Some(bounds)) = (&mut kept.lookup, lookup) {
            by_id.ring.bounds = bounds;
        }
    }

    fn set_keeper(&self, keeper: Thread) {
        self.keeper.get_or_init(|| keeper);
    }

    fn settle(&self) {
        self.kept().states.iter_mut().for_each(|state| state.follow());
    }

    fn waiting(&self) -> usize {
        lock(&self.batch).rows
    }

    fn helped(&self) -> u64 {
        self.helped.load(Relaxed)
    }

    fn states(&self) -> Vec<StateMeta> {
        lock(&self.kept).states.iter().map(|state| state.meta()).collect()
    }

    fn count(&self, state: usize) -> (usize, u64) {
        let kept = lock(&self.kept);
        kept.states.get(state).map_or((0, 0), |state| (state.keys(), state.forgotten()))
    }

    fn history(&self) -> Option<(Bounds, usize)> {
        lock(&self.kept).history.as_ref().map(|ring| (ring.bounds, ring.len()))
    }

    fn lookup(&self) -> Option<(Bounds, usize)> {
        lock(&self.kept).lookup.as_ref().map(|lookup| (lookup.ring.bounds, lookup.ring.len()))
    }

    fn get(&self, state: usize, labels: &[&str]) -> Result<Option<Row>, WrongKey> {
        self.kept().states.get(state).map_or(Ok(None), |state| state.get(labels))
    }

    fn rows(&self, state: usize, is_wanted: Wanted<'_>) -> Vec<Row> {
        let unsorted = self.kept().states.get(state).map(|state| state.rows(is_wanted));
        unsorted.map_or_else(Vec::new, |unsorted| unsorted.sorted().0)
    }

    fn select(&self, state: usize, query: &Query) -> Vec<Row> {
        let Some(unsorted) = self.kept().states.get_mut(state).map(|state| state.select(query)) else { return Vec::new() };
        let (rows, order) = unsorted.sorted();
        if let Some(order) = order {
            lock(&self.kept).states[state].tell(order);
        }
        rows
    }

    fn changes(&self, state: usize, since: u64) -> StateChanges {
        self.kept().states.get_mut(state).map_or_else(StateChanges::default, |state| state.changes(since))
    }

    fn labels(&self, state: usize, row: &Row) -> Vec<String> {
        lock(&self.kept).states.get(state).map_or_else(Vec::new, |state| state.labels(row))
    }

    fn history_since(&self, number: u64) -> HistoryChanges {
        self.kept().history.as_ref().map_or_else(HistoryChanges::default, |history| history.since(number))
    }

    fn find(&self, id: &TickId) -> Option<Row> {
        self.kept().lookup.as_ref()?.find(id)
    }
}

#[cfg(test)]
mod tests {
    use std::iter;

    use super::*;
    use crate::channel::Stamp;

    fn tick(value: u32) -> Ticked<u32> {
        let stamp = Stamp { id: TickId::client(&value.to_string()), time: Timestamp::EPOCH };
        Ticked::Alone(Tick::new(value, vec![stamp]))
    }

    fn store(history: usize) -> Arc<Store<u32>> {
        Arc::new(Store::new(Remembered { history: Some(Bounds::rows(history)), ..Remembered::default() }))
    }

    #[test]
    fn what_the_keeper_does_not_take_over_in_time_the_engine_does_and_nothing_is_lost() {
        let store = store(2 * FULL);
        // A keeper that never gets to it.
        store.set_keeper(std::thread::current());
        for value in 0..100_000 {
            store.push(Timestamp::EPOCH, &mut iter::once(tick(value)));
        }
        assert_eq!((store.helped(), store.waiting()), (1, 100_000 - FULL));
        let rows = store.history_since(0).rows;
        let values: Vec<u32> = rows.iter().filter_map(|row| row.downcast_ref().copied()).collect();
        assert_eq!(values, (0..100_000).collect::<Vec<_>>());
    }

    #[test]
    fn a_batch_wakes_the_keeper_once() {
        let store = store(10);
        store.set_keeper(std::thread::current());
        (0..WAKE - 1).for_each(|_| store.push(Timestamp::EPOCH, &mut iter::once(tick(0))));
        assert_eq!(store.waiting(), WAKE - 1);
        store.push(Timestamp::EPOCH, &mut iter::once(tick(0)));
        // It returns at once: somebody woke this thread.
        std::thread::park();
        assert_eq!(store.history_since(0).next, WAKE as u64);
    }

    #[test]
    fn without_a_keeper_batches_are_short() {
        let store = store(10);
        (0..5 * WAKE).for_each(|_| store.push(Timestamp::EPOCH, &mut iter::once(tick(0))));
        assert_eq!((store.waiting(), store.helped(), store.history().map(|(_, rows)| rows)), (0, 0, Some(10)));
    }
}

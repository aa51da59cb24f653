//! Where to ask for states, histories and ticks by their ids.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

use super::{AnyStore, Bounds, HistoryChanges, Query, Row, StateChanges, StateMeta, WrongKey};
use crate::TickId;
use crate::channel::{AnyChannel, AnySettings, AnyTick};
use crate::engine::{Entrance, Refused};

/// How long [`Keeper::settled`] waits at most for the engine.
const PATIENCE: Duration = Duration::from_secs(5);

/// States, histories and lookups of a run. Cheap to clone, of use on any thread, also after the run has ended.
///
/// States are named by their place in [`states`](Self::states), histories and lookups by the place of their channel. Every answer
/// has all that had ticked when it was asked for.
///
/// An answer of many rows, such as [`rows`](Self::rows), holds its channel while it gathers them, but not while it sorts them. The engine
/// notices only if 65,536 rows of the channel come meanwhile: then it waits, for states may lose no key.
#[derive(Clone, Default)]
pub struct Keeper {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    /// By channel: what it remembers.
    stores: Vec<Option<Arc<dyn AnyStore>>>,
    states: Vec<StateMeta>,
    /// By state: its channel, and its place among the states of that.
    places: Vec<(usize, usize)>,
    histories: Vec<HistoryMeta>,
    lookups: Vec<LookupMeta>,
    /// The way to a live engine.
    entrance: OnceLock<Entrance>,
}

impl fmt::Debug for Keeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keeper").field("states", &self.shared.states).field("histories", &self.shared.histories).finish_non_exhaustive()
    }
}

/// The history of one channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct HistoryMeta {
    /// The place of the channel.
    pub channel: usize,
    /// How much is kept.
    pub bounds: Bounds,
}

/// The lookup of one channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct LookupMeta {
    /// The place of the channel.
    pub channel: usize,
    /// How much is kept.
    pub bounds: Bounds,
}

/// The figures of what is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeeperStats {
    /// How many rows wait to be taken over.
    pub waiting: usize,
    /// How often the engine took a batch over by itself, because it was full.
    pub helped: u64,
    /// The states.
    pub states: Vec<StateStats>,
    /// By history: its channel, and how many rows it has.
    pub histories: Vec<(usize, usize)>,
    /// By lookup: its channel, and how many rows it has.
    pub lookups: Vec<(usize, usize)>,
}

/// The figures of one state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct StateStats {
    /// Its name.
    pub alias: &'static str,
    /// How many keys it has.
    pub keys: usize,
    /// How many keys it had to forget.
    pub forgotten: u64,
}

impl Keeper {
    /// Empty stores for all channels that declare something to be remembered.
    pub(crate) fn new(channels: &[&dyn AnyChannel], settings: &dyn AnySettings) -> Self {
        let store = |(place, channel): (usize, &&dyn AnyChannel)| {
            let store = channel.store()?;
            store.bound(settings.state_keys(place), settings.history(place), settings.lookup(place));
            Some(store)
        };
        Self::of(channels.iter().enumerate().map(store).collect())
    }

    /// The same, bounded as declared: for who only wants to know what there is.
    pub(crate) fn declared(channels: &[&dyn AnyChannel]) -> Self {
        Self::of(channels.iter().map(|channel| channel.store()).collect())
    }

    fn of(stores: Vec<Option<Arc<dyn AnyStore>>>) -> Self {
        let (mut states, mut places) = (Vec::new(), Vec::new());
        let (mut histories, mut lookups) = (Vec::new(), Vec::new());
        for (channel, store) in stores.iter().enumerate() {
            let Some(store) = store else { continue };
            for (place, meta) in store.states().into_iter().enumerate() {
                states.push(meta);
                places.push((channel, place));
            }
            histories.extend(store.history().map(|(bounds, _)| HistoryMeta { channel, bounds }));
            lookups.extend(store.lookup().map(|(bounds, _)| LookupMeta { channel, bounds }));
        }
        Self { shared: Arc::new(Shared { stores, states, places, histories, lookups, entrance: OnceLock::new() }) }
    }

    /// The stores, each with its channel.
    pub(crate) fn stores(&self) -> impl Iterator<Item = (usize, &Arc<dyn AnyStore>)> {
        self.shared.stores.iter().enumerate().filter_map(|(channel, store)| Some((channel, store.as_ref()?)))
    }

    /// Lets [`settled`](Self::settled) ask a live engine.
    pub(crate) fn attach(&self, entrance: &Entrance) {
        self.shared.entrance.get_or_init(|| entrance.clone());
    }

    /// Starts the thread that takes batches over, if there is anything to be kept.
    pub(crate) fn start(&self) -> std::io::Result<Option<KeeperThread>> {
        if self.stores().next().is_none() {
            return Ok(None);
        }
        let ended = Arc::new(AtomicBool::new(false));
        let (keeper, is_over) = (self.clone(), Arc::clone(&ended));
        let run = move || {
            while !is_over.load(Relaxed) {
                thread::park();
                keeper.stores().for_each(|(_, store)| store.settle());
            }
        };
        let thread = thread::Builder::new().name("keeper".to_owned()).spawn(run)?.thread().clone();
        self.stores().for_each(|(_, store)| store.set_keeper(thread.clone()));
        Ok(Some(KeeperThread { thread, ended }))
    }

    /// The states, in the order of declaration.
    pub fn states(&self) -> &[StateMeta] {
        &self.shared.states
    }

    /// The place of the state with this name.
    pub fn state(&self, alias: &str) -> Option<usize> {
        self.states().iter().position(|state| state.alias == alias)
    }

    /// The histories, in the order of their channels.
    pub fn histories(&self) -> &[HistoryMeta] {
        &self.shared.histories
    }

    /// The lookups, in the order of their channels.
    pub fn lookups(&self) -> &[LookupMeta] {
        &self.shared.lookups
    }

    /// Waits until the engine has ticked all that was sent before this call, so that answers have it.
    ///
    /// # Errors
    /// The engine's queue stays full, the engine is busy for longer than five seconds, or it has stopped. Answers then have what has
    /// ticked so far.
    pub async fn settled(&self) -> Result<(), Refused> {
        match self.shared.entrance.get() {
            Some(entrance) => tokio::time::timeout(PATIENCE, entrance.settled()).await.unwrap_or(Err(Refused::Full)),
            None => Ok(()),
        }
    }

    fn of_state(&self, state: usize) -> Option<(&Arc<dyn AnyStore>, usize)> {
        let (channel, place) = *self.shared.places.get(state)?;
        Some((self.shared.stores.get(channel)?.as_ref()?, place))
    }

    fn of_channel(&self, channel: usize) -> Option<&Arc<dyn AnyStore>> {
        self.shared.stores.get(channel)?.as_ref()
    }

    /// The row of a key, which is given by the texts of its parts.
    ///
    /// # Errors
    /// The texts are no key of this state.
    pub fn get(&self, state: usize, key: &[&str]) -> Result<Option<Row>, WrongKey> {
        self.of_state(state).map_or(Ok(None), |(store, place)| store.get(place, key))
    }

    /// How many rows a state may have by now: those that it has, and those that have not been taken over.
    pub fn size(&self, state: usize) -> usize {
        self.of_state(state).map_or(0, |(store, place)| store.count(place).0 + store.waiting())
    }

    /// All rows of a state, by key: part after part, texts as texts, numbers as numbers, `None` first.
    pub fn rows(&self, state: usize) -> Vec<Row> {
        self.of_state(state).map_or_else(Vec::new, |(store, place)| store.rows(place, &|_, _| true))
    }

    /// The rows of a state that are wanted, likewise by key. `is_wanted` is given a tick, and which element of it.
    pub fn rows_where(&self, state: usize, is_wanted: impl Fn(&dyn AnyTick, usize) -> bool) -> Vec<Row> {
        self.of_state(state).map_or_else(Vec::new, |(store, place)| store.rows(place, &is_wanted))
    }

    /// The rows of a state that can be part of an answer, likewise by key.
    pub(super) fn select(&self, state: usize, query: &Query) -> Vec<Row> {
        self.of_state(state).map_or_else(Vec::new, |(store, place)| store.select(place, query))
    }

    /// What has changed in a state since the version that the asker knows; 0 for one who knows nothing.
    pub fn changes(&self, state: usize, since: u64) -> StateChanges {
        self.of_state(state).map_or_else(StateChanges::default, |(store, place)| store.changes(place, since))
    }

    /// The texts of the parts of a row's key.
    pub fn key(&self, state: usize, row: &Row) -> Vec<String> {
        self.of_state(state).map_or_else(Vec::new, |(store, place)| store.labels(place, row))
    }

    /// The history of a channel, oldest first.
    pub fn history(&self, channel: usize) -> Vec<Row> {
        self.history_since(channel, 0).rows
    }

    /// The rows of the history of a channel from a number on; 0 for all.
    pub fn history_since(&self, channel: usize, number: u64) -> HistoryChanges {
        self.of_channel(channel).map_or_else(HistoryChanges::default, |store| store.history_since(number))
    }

    /// The row with an id on a channel that has a lookup, or on any one.
    pub fn lookup(&self, channel: Option<usize>, id: &TickId) -> Option<Row> {
        match channel {
            Some(channel) => self.of_channel(channel)?.find(id),
            None => self.stores().find_map(|(_, store)| store.find(id)),
        }
    }

    /// The figures, as they are now.
    pub fn stats(&self) -> KeeperStats {
        let mut stats = KeeperStats::default();
        for (channel, store) in self.stores() {
            stats.waiting += store.waiting();
            stats.helped += store.helped();
            stats.histories.extend(store.history().map(|(_, rows)| (channel, rows)));
            stats.lookups.extend(store.lookup().map(|(_, rows)| (channel, rows)));
        }
        for (state, meta) in self.states().iter().enumerate() {
            let (keys, forgotten) = self.of_state(state).map_or((0, 0), |(store, place)| store.count(place));
            stats.states.push(StateStats { alias: meta.alias, keys, forgotten });
        }
        stats
    }
}

/// The thread that takes batches over. It ends with this value.
#[derive(Debug)]
pub(crate) struct KeeperThread {
    thread: thread::Thread,
    ended: Arc<AtomicBool>,
}

impl Drop for KeeperThread {
    fn drop(&mut self) {
        self.ended.store(true, Relaxed);
        self.thread.unpark();
    }
}

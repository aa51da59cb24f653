//! A state: the last tick of a channel for every key.

use std::collections::VecDeque;
use std::fmt;
use std::hash::BuildHasher;
use std::sync::Arc;
use std::time::Instant;

use foldhash::fast::RandomState;

use super::order::{FoundOrder, KeyOrder};
use super::query::{Dense, Rows};
use super::row::{Held, Row};
use super::table::Table;
use super::{MAX_KEYS, Query, StateDef, StateKey, StateMeta, WrongKey};
use crate::channel::{AnyTick, ChannelDef, Payload, Shape};

/// How many forgotten keys a state can tell its followers of.
const GONE: usize = 16_384;

/// What has changed in a state since somebody looked at it.
#[derive(Debug, Clone, Default)]
pub struct StateChanges {
    /// The newest rows of the keys that have changed, in the order of these changes.
    pub rows: Vec<Row>,
    /// The last rows of keys that have been forgotten since. They go before `rows`: a key may have come again.
    pub gone: Vec<Row>,
    /// What to ask with the next time.
    pub version: u64,
    /// `rows` is all there is: what the follower has is to be discarded.
    pub whole: bool,
}

/// A state of a channel that carries `P`, whose key the holder does not know.
pub trait AnyState<P>: Send + fmt::Debug {
    #[doc(hidden)]
    fn meta(&self) -> StateMeta;
    #[doc(hidden)]
    fn set_max_keys(&mut self, keys: usize);
    #[doc(hidden)]
    fn keys(&self) -> usize;
    #[doc(hidden)]
    fn forgotten(&self) -> u64;
    #[doc(hidden)]
    fn get(&self, labels: &[&str]) -> Result<Option<Row>, WrongKey>;
    /// The rows that are wanted as they are now, to be sorted by whoever wants them.
    #[doc(hidden)]
    fn rows(&self, is_wanted: Wanted<'_>) -> Unsorted;
    /// The rows that an answer can have, likewise.
    #[doc(hidden)]
    fn select(&mut self, query: &Query) -> Unsorted;
    /// The order of its keys, as an answer found it.
    #[doc(hidden)]
    fn tell(&mut self, order: FoundOrder);
    /// Brings along what is kept beside the rows.
    #[doc(hidden)]
    fn follow(&mut self);
    #[doc(hidden)]
    fn changes(&mut self, since: u64) -> StateChanges;
    #[doc(hidden)]
    fn labels(&self, row: &Row) -> Vec<String>;
    #[doc(hidden)]
    fn put(&mut self, row: &Held<P>);
}

/// Rows that are still to be sorted, which takes a while: nobody has to wait for it but who asked.
#[doc(hidden)]
pub struct Unsorted(Box<dyn FnOnce() -> Sorted>);

type Sorted = (Vec<Row>, Option<FoundOrder>);

/// Whether an element of a tick is wanted.
pub type Wanted<'a> = &'a dyn Fn(&dyn AnyTick, usize) -> bool;

impl fmt::Debug for Unsorted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unsorted").finish_non_exhaustive()
    }
}

impl Unsorted {
    /// The rows by key, and the order of all keys if the state awaits it.
    pub(super) fn sorted(self) -> Sorted {
        (self.0)()
    }
}

/// An empty state.
pub fn state<D: StateDef>() -> Box<dyn AnyState<PayloadOf<D>>> {
    let meta = StateMeta {
        alias: D::ALIAS,
        channel: D::Channel::INDEX,
        key: D::KEY,
        of_basket: PayloadOf::<D>::SHAPE == Shape::Basket,
        max_keys: D::MAX_KEYS.unwrap_or(MAX_KEYS),
    };
    let (table, hasher) = (Table::default(), RandomState::default());
    Box::new(Keyed::<D> {
        meta,
        table,
        hasher,
        dense: Dense::default(),
        order: KeyOrder::default(),
        gone: VecDeque::new(),
        forgotten: 0,
        followed: false,
        untold: 0,
    })
}

/// What the channel of a state carries.
pub(crate) type PayloadOf<D> = <<D as StateDef>::Channel as ChannelDef>::Value;

struct Keyed<D: StateDef> {
    meta: StateMeta,
    table: Table<Held<PayloadOf<D>>>,
    hasher: RandomState,
    dense: Dense,
    order: KeyOrder,
    /// The rows that were forgotten, each with the version since which it is. Kept only if somebody follows.
    gone: VecDeque<(u64, Held<PayloadOf<D>>)>,
    forgotten: u64,
    followed: bool,
    /// Of what was forgotten up to this version followers cannot be told.
    untold: u64,
}

impl<D: StateDef> fmt::Debug for Keyed<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyed").field("meta", &self.meta).field("len", &self.table.len()).finish_non_exhaustive()
    }
}

/// The key of a row.
fn key<D: StateDef>(row: &Held<PayloadOf<D>>) -> <D::Key as StateKey>::Ref<'_> {
    D::key(row.message(), row.id(), row.tick.value().key())
}

impl<P: Payload> Rows for Table<Held<P>> {
    fn len(&self) -> usize {
        self.len()
    }

    fn version(&self) -> u64 {
        self.version()
    }

    fn at(&self, place: u32) -> (&dyn AnyTick, usize) {
        let row = self.at(place);
        (&*row.tick, row.element as usize)
    }

    fn each_since(&self, version: u64, each: &mut dyn FnMut(usize, &dyn AnyTick, usize)) {
        let places: Vec<u32> = if version == 0 { self.places().collect() } else { self.places_since(version).collect() };
        self.each(&places, |place, row| each(place as usize, &*row.tick, row.element as usize));
    }
}

/// So many rows are fetched from memory at the same time.
const TOGETHER: usize = 32;

impl<P: Payload> Table<Held<P>> {
    /// Calls `each` with the rows at these places. Some are looked at before they are needed: the processor then fetches them together, where
    /// it would else wait for one after the other.
    fn each(&self, places: &[u32], mut each: impl FnMut(u32, &Held<P>)) {
        for places in places.chunks(TOGETHER) {
            let counts = places.iter().map(|place| Arc::strong_count(&self.at(*place).tick));
            std::hint::black_box(counts.fold(0, usize::wrapping_add));
            for place in places {
                each(*place, self.at(*place));
            }
        }
    }
}

impl<D: StateDef> Keyed<D> {
    /// Rows that are still to be sorted by key, so many of them as are wanted; all of them if `awaited`, for whom the order is told.
    fn unsorted(mut rows: Vec<(u32, Held<PayloadOf<D>>)>, most: usize, awaited: Option<u64>) -> Unsorted {
        Unsorted(Box::new(move || {
            let by_key = |(_, one): &(u32, Held<_>), (_, other): &(u32, Held<_>)| key::<D>(one).cmp(&key::<D>(other));
            if most < rows.len() && awaited.is_none() {
                rows.select_nth_unstable_by(most, by_key);
                rows.truncate(most);
            }
            rows.sort_unstable_by(by_key);
            let order = awaited.map(|awaited| FoundOrder { places: rows.iter().map(|(place, _)| *place).collect(), awaited });
            rows.truncate(most);
            (rows.into_iter().map(|(_, row)| row.into_row()).collect(), order)
        }))
    }

    fn forget(&mut self, row: Held<PayloadOf<D>>) {
        self.forgotten += 1;
        let version = self.table.version();
        if !self.followed {
            self.untold = version;
            return;
        }
        self.gone.push_back((version, row));
        if self.gone.len() > GONE
            && let Some((version, _)) = self.gone.pop_front()
        {
            self.untold = version;
        }
    }
}

impl<D: StateDef> AnyState<PayloadOf<D>> for Keyed<D> {
    fn meta(&self) -> StateMeta {
        self.meta
    }

    fn set_max_keys(&mut self, keys: usize) {
        self.meta.max_keys = keys;
    }

    fn keys(&self) -> usize {
        self.table.len()
    }

    fn forgotten(&self) -> u64 {
        self.forgotten
    }

    fn get(&self, labels: &[&str]) -> Result<Option<Row>, WrongKey> {
        let Some(wanted) = D::Key::from_labels(labels) else {
            return Err(WrongKey { state: D::ALIAS, parts: D::KEY.iter().map(|path| path.join(".")).collect() });
        };
        let wanted = wanted.by_ref();
        let found = self.table.get(self.hasher.hash_one(wanted), |row| D::Key::is_same(key::<D>(row), wanted));
        Ok(found.map(Held::row))
    }

    fn rows(&self, is_wanted: Wanted<'_>) -> Unsorted {
        // To look at a row takes no longer than to take it along.
        let rows = self.table.places().map(|place| (place, self.table.at(place)));
        let wanted = rows.filter(|(_, row)| is_wanted(&*row.tick, row.element as usize));
        Self::unsorted(wanted.map(|(place, row)| (place, row.clone())).collect(), usize::MAX, None)
    }

    fn select(&mut self, query: &Query) -> Unsorted {
        let now = Instant::now();
        let found = self.dense.select(query, &self.table, now);
        let most = query.most_by_key().unwrap_or(usize::MAX);
        let table = &self.table;
        let by_key = |one, other| key::<D>(table.at(one)).cmp(&key::<D>(table.at(other)));
        if let Some(known) = self.order.known(by_key, now) {
            let mut places = match found {
                None => known.places().to_vec(),
                Some(mut places) => {
                    places.sort_unstable_by_key(|place| known.rank(*place));
                    places
                }
            };
            places.truncate(most);
            let mut rows = Vec::with_capacity(places.len());
            table.each(&places, |_, row| rows.push(row.clone()));
            return Unsorted(Box::new(move || (rows.into_iter().map(Held::into_row).collect(), None)));
        }
        let awaited = if found.is_none() { self.order.wait() } else { None };
        let places = found.unwrap_or_else(|| table.places().collect());
        let mut rows = Vec::with_capacity(places.len());
        table.each(&places, |place, row| rows.push((place, row.clone())));
        Self::unsorted(rows, most, awaited)
    }

    fn tell(&mut self, order: FoundOrder) {
        self.order.tell(order, Instant::now());
    }

    fn follow(&mut self) {
        if self.dense.is_empty() && self.order.is_unknown() {
            return;
        }
        let now = Instant::now();
        self.order.tidy(now);
        self.dense.follow(&self.table, now);
    }

    fn changes(&mut self, since: u64) -> StateChanges {
        let was_followed = std::mem::replace(&mut self.followed, true);
        let whole = since == 0 || since < self.untold || !was_followed;
        let version = self.table.version();
        if whole {
            return StateChanges { rows: self.table.iter().map(Held::row).collect(), gone: Vec::new(), version, whole };
        }
        let first = self.gone.partition_point(|(version, _)| *version <= since);
        let gone = self.gone.range(first..).map(|(_, row)| row.row()).collect();
        StateChanges { rows: self.table.since(since).map(Held::row).collect(), gone, version, whole }
    }

    fn labels(&self, row: &Row) -> Vec<String> {
        let tick = Arc::clone(&row.tick).into_any().downcast();
        let Ok(tick) = tick else { return Vec::new() };
        let held = Held { tick, element: u32::try_from(row.element).unwrap_or_default() };
        D::Key::labels(key::<D>(&held))
    }

    fn put(&mut self, row: &Held<PayloadOf<D>>) {
        let new = key::<D>(row);
        let hash = self.hasher.hash_one(new);
        let old = self.table.change(hash, |row| D::Key::is_same(key::<D>(row), new));
        let row = row.clone().alone();
        if let Some(old) = old {
            *old = row;
            return;
        }
        let (place, gone) = self.table.add(hash, row, self.meta.max_keys);
        self.order.note(place, self.table.len());
        if let Some(gone) = gone {
            self.forget(gone);
        }
    }
}

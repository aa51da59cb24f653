//! A state: the last tick of a channel for every key.

use std::collections::VecDeque;
use std::fmt;
use std::hash::BuildHasher;

use foldhash::fast::RandomState;

use super::row::{Held, Row};
use super::table::Table;
use super::{MAX_KEYS, StateDef, StateKey, StateMeta, WrongKey};
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
    #[doc(hidden)]
    fn changes(&mut self, since: u64) -> StateChanges;
    #[doc(hidden)]
    fn labels(&self, row: &Row) -> Vec<String>;
    #[doc(hidden)]
    fn put(&mut self, row: &Held<P>);
}

/// Rows that are still to be sorted, which takes a while: nobody has to wait for it but who asked.
#[doc(hidden)]
pub struct Unsorted(Box<dyn FnOnce() -> Vec<Row>>);

/// Whether an element of a tick is wanted.
pub type Wanted<'a> = &'a dyn Fn(&dyn AnyTick, usize) -> bool;

impl fmt::Debug for Unsorted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unsorted").finish_non_exhaustive()
    }
}

impl Unsorted {
    /// The rows by key.
    pub(super) fn sorted(self) -> Vec<Row> {
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
    Box::new(Keyed::<D> { meta, table, hasher, gone: VecDeque::new(), forgotten: 0, followed: false, untold: 0 })
}

/// What the channel of a state carries.
pub(crate) type PayloadOf<D> = <<D as StateDef>::Channel as ChannelDef>::Value;

struct Keyed<D: StateDef> {
    meta: StateMeta,
    table: Table<Held<PayloadOf<D>>>,
    hasher: RandomState,
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

impl<D: StateDef> Keyed<D> {
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
        let mut rows: Vec<_> = self.table.iter().filter(|row| is_wanted(&*row.tick, row.element as usize)).cloned().collect();
        Unsorted(Box::new(move || {
            rows.sort_unstable_by(|one, other| key::<D>(one).cmp(&key::<D>(other)));
            rows.iter().map(Held::row).collect()
        }))
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
        let tick = std::sync::Arc::clone(&row.tick).into_any().downcast();
        let Ok(tick) = tick else { return Vec::new() };
        let held = Held { tick, element: u32::try_from(row.element).unwrap_or_default() };
        D::Key::labels(key::<D>(&held))
    }

    fn put(&mut self, row: &Held<PayloadOf<D>>) {
        let new = key::<D>(row);
        let hash = self.hasher.hash_one(new);
        let old = self.table.change(hash, |row| D::Key::is_same(key::<D>(row), new));
        let row = row.clone().alone();
        match old {
            Some(old) => *old = row,
            None => {
                if let Some(gone) = self.table.add(hash, row, self.meta.max_keys) {
                    self.forget(gone);
                }
            }
        }
    }
}

//! States as nodes read them: `State` and `Changes`.

use std::borrow::Borrow;
use std::fmt::{self, Debug};
use std::hash::{BuildHasher, Hash};
use std::ops::Deref;

use foldhash::fast::RandomState;

use super::keyed::PayloadOf;
use super::table::{self, Table};
use super::{ElementOf, MAX_KEYS, StateDef, StateKey};
use crate::TickId;
use crate::channel::{AnySettings, ChannelDef, Payload, Tick};

/// The map of a state inside the cycle. There is one only if a node reads the state.
pub struct View<D: StateDef> {
    map: Map<D::Key, ElementOf<D>>,
    /// How many keys there are at most.
    most: usize,
    /// The version of the map before the last ticks of its channel.
    before: u64,
}

/// Keys with their newest messages.
struct Map<K, T> {
    table: Table<(K, T)>,
    hasher: RandomState,
}

impl<D: StateDef> Debug for View<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("View").field("state", &D::ALIAS).field("len", &self.map.table.len()).finish_non_exhaustive()
    }
}

impl<D: StateDef> View<D> {
    /// No keys yet; so many at most as the settings say, or else as declared.
    pub fn new(settings: &dyn AnySettings) -> Self {
        Self::of(settings.state_keys(D::Channel::INDEX))
    }

    /// No keys yet; so many at most as declared.
    pub fn declared() -> Self {
        Self::of(None)
    }

    fn of(most: Option<usize>) -> Self {
        let most = most.or(D::MAX_KEYS).unwrap_or(MAX_KEYS);
        Self { map: Map { table: Table::default(), hasher: RandomState::default() }, most, before: 0 }
    }

    /// Takes note of the ticks of a cycle.
    #[inline]
    pub fn keep(&mut self, ticks: &[PayloadOf<D>]) {
        self.before = self.map.table.version();
        for tick in ticks {
            for message in tick.elements() {
                self.put(message, &TickId::NONE, tick.key());
            }
        }
    }

    /// Takes note of the ticks of a cycle, where ids are part of the key.
    pub fn keep_with_ids(&mut self, ticks: &[Tick<PayloadOf<D>>]) {
        self.before = self.map.table.version();
        for tick in ticks {
            for (place, message) in tick.value().elements().iter().enumerate() {
                self.put(message, tick.id_of(place), tick.value().key());
            }
        }
    }

    #[inline]
    fn put(&mut self, message: &ElementOf<D>, id: &TickId, of_basket: Option<&<PayloadOf<D> as Payload>::Key>) {
        let key = D::key(message, id, of_basket);
        let hash = self.map.hasher.hash_one(key);
        match self.map.table.change(hash, |(known, _)| D::Key::is_same(known.by_ref(), key)) {
            Some((_, newest)) => newest.clone_from(message),
            None => {
                self.map.table.add(hash, (D::Key::owned(key), message.clone()), self.most);
            }
        }
    }

    /// Whether the last ticks changed anything: an empty list does not.
    #[inline]
    pub fn has_changed(&self) -> bool {
        self.map.table.version() > self.before
    }

    /// For a parameter `State<K, T>`.
    #[inline]
    pub fn state(&self) -> State<'_, D::Key, ElementOf<D>> {
        State { map: &self.map }
    }

    /// For a parameter `Changes<K, T>`: with the last changes, if they are to be seen now.
    #[inline]
    pub fn changes(&self, are_seen: bool) -> Changes<'_, D::Key, ElementOf<D>> {
        Changes { state: self.state(), since: if are_seen { self.before } else { u64::MAX } }
    }
}

/// A state as of now: the newest message of every key. A parameter that does not trigger its node.
///
/// It sees ticks of this cycle too. The parameter is named after the state: its alias, or its channel.
///
/// ```
/// use gateway_runtime::prelude::*;
///
/// #[message]
/// pub struct Fill {
///     pub symbol: String,
///     pub size: u32,
/// }
///
/// #[channels]
/// pub struct Desk {
///     #[channel(send, state(key = symbol))]
///     pub fills: Channel<Fill>,
///     #[channel(send)]
///     pub questions: Channel<String>,
///     pub answers: Channel<u32>,
/// }
///
/// #[module]
/// pub struct Answer {}
///
/// #[module(channels = Desk)]
/// impl Answer {
///     #[node(publish(answers))]
///     fn answer(&mut self, questions: &String, fills: State<String, Fill>) -> Option<u32> {
///         Some(fills.get(questions)?.size)
///     }
/// }
/// ```
pub struct State<'a, K, T> {
    map: &'a Map<K, T>,
}

impl<'a, K: StateKey, T> State<'a, K, T> {
    /// The newest message of a key.
    #[inline]
    pub fn get<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> Option<&'a T>
    where
        K: Borrow<Q>,
    {
        let hash = self.map.hasher.hash_one(key);
        self.map.table.get(hash, |(known, _)| known.borrow() == key).map(|(_, newest)| newest)
    }

    /// Whether a key has ticked.
    pub fn contains<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.get(key).is_some()
    }

    /// All keys with their newest messages: that which has not ticked for the longest time comes first.
    #[inline]
    pub fn iter(&self) -> Rows<'a, K, T> {
        Rows(self.map.table.iter())
    }

    /// How many keys have ticked.
    pub fn len(&self) -> usize {
        self.map.table.len()
    }

    /// Whether no key has ticked yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<K, T> Clone for State<'_, K, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K, T> Copy for State<'_, K, T> {}

impl<K: StateKey, T: Debug> Debug for State<'_, K, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<'a, K: StateKey, T> IntoIterator for &State<'a, K, T> {
    type Item = (&'a K, &'a T);
    type IntoIter = Rows<'a, K, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// A [`State`], and what has changed in it: a parameter that triggers its node once when its channel ticks.
///
/// It dereferences to the state as a whole, which has the changes already.
///
/// ```
/// # use gateway_runtime::prelude::*;
/// # #[message]
/// # pub struct Fill { pub symbol: String, pub size: u32 }
/// # #[channels]
/// # pub struct Desk {
/// #     #[channel(send, state(key = symbol))]
/// #     pub fills: Channel<Fill>,
/// #     pub totals: Channel<u32>,
/// # }
/// # #[module]
/// # pub struct Total {}
/// #[module(channels = Desk)]
/// impl Total {
///     #[node(publish(totals))]
///     fn total(&mut self, fills: Changes<String, Fill>) -> u32 {
///         for (symbol, fill) in fills.changed() {
///             println!("{symbol} has {} now, and there are {} symbols", fill.size, fills.len());
///         }
///         fills.iter().map(|(_, fill)| fill.size).sum()
///     }
/// }
/// ```
pub struct Changes<'a, K, T> {
    state: State<'a, K, T>,
    since: u64,
}

impl<'a, K: StateKey, T> Changes<'a, K, T> {
    /// The keys that have changed, each once, with their newest messages, in the order of their last ticks.
    #[inline]
    pub fn changed(&self) -> Rows<'a, K, T> {
        Rows(self.state.map.table.since(self.since))
    }
}

impl<K, T> Clone for Changes<'_, K, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K, T> Copy for Changes<'_, K, T> {}

impl<'a, K, T> Deref for Changes<'a, K, T> {
    type Target = State<'a, K, T>;

    #[inline]
    fn deref(&self) -> &State<'a, K, T> {
        &self.state
    }
}

impl<K: StateKey, T: Debug> Debug for Changes<'_, K, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.changed()).finish()
    }
}

/// Keys with messages.
pub struct Rows<'a, K, T>(table::Iter<'a, (K, T)>);

impl<K, T> Debug for Rows<'_, K, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows").field("len", &self.0.len()).finish()
    }
}

impl<K, T> Clone for Rows<'_, K, T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<'a, K, T> Iterator for Rows<'a, K, T> {
    type Item = (&'a K, &'a T);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(key, newest)| (key, newest))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<K, T> ExactSizeIterator for Rows<'_, K, T> {}

/// The key and the message of state `D`, as a parameter `State<K, T>` or `Changes<K, T>` has them.
#[diagnostic::on_unimplemented(
    message = "`{D}` does not have `{Self}` as its key and message",
    label = "not the key and the message of this state",
    note = "`State<K, T>` and `Changes<K, T>` take the type of the key, or a tuple of the types of its parts, and the message of the channel"
)]
pub trait ViewOf<D: StateDef> {
    /// The key.
    type Key;
    /// The message.
    type Message;
    /// The view, of these types.
    fn state(view: State<'_, D::Key, ElementOf<D>>) -> State<'_, Self::Key, Self::Message>;
    /// The view, of these types.
    fn changes(view: Changes<'_, D::Key, ElementOf<D>>) -> Changes<'_, Self::Key, Self::Message>;
}

/// Passes a state to a parameter `State<K, T>`.
#[inline(always)]
pub fn read_state<D: StateDef, V: ViewOf<D>>(view: State<'_, D::Key, ElementOf<D>>) -> State<'_, V::Key, V::Message> {
    V::state(view)
}

/// Passes a state to a parameter `Changes<K, T>`.
#[inline(always)]
pub fn read_changes<D: StateDef, V: ViewOf<D>>(view: Changes<'_, D::Key, ElementOf<D>>) -> Changes<'_, V::Key, V::Message> {
    V::changes(view)
}

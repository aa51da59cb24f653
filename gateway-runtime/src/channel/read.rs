//! What a node's parameters give it of a channel: `Ticks` and `Latest`.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;

use super::{Basket, Key, Payload};
use crate::message::Message;

/// All ticks of a channel in this cycle, oldest first: a parameter that triggers its node once for the whole burst.
///
/// ```
/// # use gateway_runtime::channel::Ticks;
/// fn total(prices: Ticks<f64>) -> f64 {
///     prices.iter().sum()
/// }
/// assert_eq!(total(Ticks::new(&[1.0, 2.0])), 3.0);
/// ```
pub struct Ticks<'a, T> {
    /// Ticks that a feedback edge held back since the cycle before.
    earlier: &'a [T],
    now: &'a [T],
}

impl<'a, T> Ticks<'a, T> {
    /// The ticks of one burst.
    pub fn new(ticks: &'a [T]) -> Self {
        Self { earlier: &[], now: ticks }
    }

    /// The ticks of a feedback edge, then those of this cycle.
    #[inline]
    pub(crate) fn chain(earlier: &'a [T], now: &'a [T]) -> Self {
        Self { earlier, now }
    }

    #[inline]
    pub(crate) fn parts(self) -> (&'a [T], &'a [T]) {
        (self.earlier, self.now)
    }

    /// The ticks, oldest first.
    #[inline]
    pub fn iter(&self) -> std::iter::Chain<std::slice::Iter<'a, T>, std::slice::Iter<'a, T>> {
        self.earlier.iter().chain(self.now)
    }

    /// How many there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.earlier.len() + self.now.len()
    }

    /// Whether the channel did not tick in this cycle.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The newest tick.
    #[inline]
    pub fn last(&self) -> Option<&'a T> {
        self.now.last().or(self.earlier.last())
    }
}

impl<T> Clone for Ticks<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Ticks<'_, T> {}

impl<T: fmt::Debug> fmt::Debug for Ticks<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<'a, T> IntoIterator for Ticks<'a, T> {
    type Item = &'a T;
    type IntoIter = std::iter::Chain<std::slice::Iter<'a, T>, std::slice::Iter<'a, T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a, T> IntoIterator for &Ticks<'a, T> {
    type Item = &'a T;
    type IntoIter = std::iter::Chain<std::slice::Iter<'a, T>, std::slice::Iter<'a, T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// What can be sampled with [`Latest`]: what a channel carries, or a whole [`Basket`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing that a channel carries",
    label = "cannot be sampled",
    note = "`Latest<..>` takes a message, a `Vec` of messages, or `Basket<K, T>`"
)]
pub trait Sampled: 'static {
    /// What a sample gives.
    type View<'a>: Copy;
    /// Where the engine keeps it between cycles.
    type Memory: Default + Send;
    /// What one tick of the channel carries.
    type Tick: Payload;

    /// Takes note of the ticks of one cycle.
    fn remember(memory: &mut Self::Memory, ticks: &[Self::Tick]);

    /// The sample, given what was remembered.
    fn view(memory: &Self::Memory) -> Self::View<'_>;
}

impl<T: Message> Sampled for T {
    type View<'a> = Option<&'a T>;
    type Memory = Option<T>;
    type Tick = T;

    #[inline]
    fn remember(memory: &mut Option<T>, ticks: &[T]) {
        if let Some(tick) = ticks.last() {
            *memory = Some(tick.clone());
        }
    }

    #[inline]
    fn view(memory: &Option<T>) -> Option<&T> {
        memory.as_ref()
    }
}

impl<T: Message> Sampled for Vec<T> {
    type View<'a> = Option<&'a Vec<T>>;
    type Memory = Option<Vec<T>>;
    type Tick = Vec<T>;

    fn remember(memory: &mut Option<Vec<T>>, ticks: &[Vec<T>]) {
        if let Some(tick) = ticks.last() {
            *memory = Some(tick.clone());
        }
    }

    fn view(memory: &Option<Vec<T>>) -> Option<&Vec<T>> {
        memory.as_ref()
    }
}

impl<K: Key, T: Message> Sampled for Basket<K, T> {
    type View<'a> = BasketView<'a, K, T>;
    type Memory = BTreeMap<K, T>;
    type Tick = super::Keyed<K, T>;

    fn remember(memory: &mut BTreeMap<K, T>, ticks: &[super::Keyed<K, T>]) {
        for tick in ticks {
            match memory.get_mut(&tick.key) {
                Some(value) => value.clone_from(&tick.value),
                None => {
                    memory.insert(tick.key.clone(), tick.value.clone());
                }
            }
        }
    }

    fn view(memory: &BTreeMap<K, T>) -> BasketView<'_, K, T> {
        BasketView { values: memory }
    }
}

/// The newest value of a channel, as of now: a parameter that does not trigger its node.
///
/// It sees ticks of this cycle too. For a channel it gives `Option<&T>`, `None` before the first tick; for a
/// basket a [`BasketView`]. Both are reached by dereferencing:
///
/// ```
/// # use gateway_runtime::channel::Latest;
/// fn spread(bid: Latest<f64>, ask: &f64) -> Option<f64> {
///     bid.map(|bid| ask - bid)
/// }
/// assert_eq!(spread(Latest::new(&Some(1.0)), &1.5), Some(0.5));
/// ```
pub struct Latest<'a, S: Sampled>(S::View<'a>);

impl<'a, S: Sampled> Latest<'a, S> {
    /// The sample of what `memory` holds.
    #[inline]
    pub fn new(memory: &'a S::Memory) -> Self {
        Self(S::view(memory))
    }
}

impl<'a, T: Message> Latest<'a, T> {
    /// A sample that shows `value`.
    #[inline]
    pub(crate) fn of(value: Option<&'a T>) -> Self {
        Self(value)
    }
}

impl<S: Sampled> Clone for Latest<'_, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S: Sampled> Copy for Latest<'_, S> {}

impl<'a, S: Sampled> Deref for Latest<'a, S> {
    type Target = S::View<'a>;
    #[inline]
    fn deref(&self) -> &S::View<'a> {
        &self.0
    }
}

impl<'a, S: Sampled<View<'a>: fmt::Debug>> fmt::Debug for Latest<'a, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The newest value of every key of a basket that has ticked.
#[derive(Debug)]
pub struct BasketView<'a, K, T> {
    values: &'a BTreeMap<K, T>,
}

impl<'a, K: Key, T> BasketView<'a, K, T> {
    /// The newest value of `key`.
    pub fn get(&self, key: &K) -> Option<&'a T> {
        self.values.get(key)
    }

    /// Keys with their newest values, in the order of the keys.
    pub fn iter(&self) -> std::collections::btree_map::Iter<'a, K, T> {
        self.values.iter()
    }

    /// How many keys have ticked.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether no key has ticked yet.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}

impl<K, T> Clone for BasketView<'_, K, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K, T> Copy for BasketView<'_, K, T> {}

impl<'a, K: Key, T> IntoIterator for &BasketView<'a, K, T> {
    type Item = (&'a K, &'a T);
    type IntoIter = std::collections::btree_map::Iter<'a, K, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

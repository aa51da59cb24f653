//! One key of a basket: its ticks among those of the others, and values that get their key.

use smallvec::SmallVec;

use super::{ChannelDef, Key, Keyed, Latest, Ticks};
use crate::message::Message;

/// The key type of a basket.
pub type KeyOf<C> = <C as Keys>::Key;

/// One message of a basket, or of a list that is collected.
pub type MessageOf<C> = <C as Messages>::Message;

/// A channel that nodes read or publish message by message: a basket, or one that collects a list.
pub trait Messages: ChannelDef {
    /// One message.
    type Message;
}

/// A basket.
pub trait Keys: Messages {
    /// The key type.
    type Key;
}

/// A type that channel `C` has one of for each key, or that it collects into a list. There is exactly one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not one message of channel `{C}`",
    label = "channel `{C}` has one message here, of another type",
    note = "for one key of a `Basket<K, T>` it is `T`; for a `Channel<Vec<T>>` with `merge = collect` publishers give `T`"
)]
pub trait MessageIn<C: Messages>: Sized {
    /// A message of the channel, as this type.
    fn from_message(message: &MessageOf<C>) -> &Self;
    /// Messages of the channel, as this type.
    fn from_messages(messages: &[MessageOf<C>]) -> &[Self];
    /// This message, as one of the channel.
    fn into_message(self) -> MessageOf<C>;
}

/// What can name a key of type `K`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a key of this basket, whose keys are `{K}`",
    label = "not a `{K}`",
    note = "a key is an expression of the basket's key type; for a `String` a text will do"
)]
pub trait AsKey<K> {
    /// The key.
    fn to_key(&self) -> K;
}

impl<K: Key> AsKey<K> for K {
    fn to_key(&self) -> K {
        self.clone()
    }
}

impl<K: Key> AsKey<K> for &K {
    fn to_key(&self) -> K {
        K::clone(self)
    }
}

impl AsKey<String> for &str {
    fn to_key(&self) -> String {
        (*self).to_owned()
    }
}

/// The key that an expression names.
pub fn key<K: Key, E: AsKey<K> + ?Sized>(key: &E) -> K {
    key.to_key()
}

/// The key that an expression names, as text.
pub fn label<K: Key, E: AsKey<K> + ?Sized>(key: &E) -> String {
    key.to_key().label().into_owned()
}

/// The keys that a module names, as texts.
pub fn labels<K: Key, I: IntoIterator<Item: AsKey<K>>>(keys: I) -> Vec<String> {
    keys.into_iter().map(|key| label(&key)).collect()
}

/// `value`, under a copy of `key`.
#[inline(always)]
pub fn under<K: Key, T: Message>(key: &K, value: T) -> Keyed<K, T> {
    Keyed { key: key.clone(), value }
}

/// The values of `key` among the ticks of a cycle.
#[inline(always)]
pub fn of_key<'a, K: Key, T>(ticks: &'a [Keyed<K, T>], key: &'a K) -> impl Iterator<Item = &'a T> + Clone {
    ticks.iter().filter(move |tick| tick.key == *key).map(|tick| &tick.value)
}

/// The values of `key` by themselves: first those that feedback held back, then those of this cycle.
#[inline]
pub fn burst_of_key<K: Key, T: Message>(held: &[Keyed<K, T>], now: &[Keyed<K, T>], key: &K) -> SmallVec<[T; 2]> {
    of_key(held, key).chain(of_key(now, key)).cloned().collect()
}

/// Passes a tick of one key to a parameter `&T`.
#[inline(always)]
pub fn read_message<C: Messages, T: MessageIn<C>>(message: &MessageOf<C>) -> &T {
    T::from_message(message)
}

/// Passes a tick of one key, if there is one, to a parameter `Option<&T>`.
#[inline(always)]
pub fn read_option_message<C: Messages, T: MessageIn<C>>(message: Option<&MessageOf<C>>) -> Option<&T> {
    message.map(T::from_message)
}

/// Passes the ticks of one key to a parameter `Ticks<T>`.
#[inline(always)]
pub fn read_ticks_message<C: Messages, T: MessageIn<C>>(ticks: Ticks<'_, MessageOf<C>>) -> Ticks<'_, T> {
    let (earlier, now) = ticks.parts();
    Ticks::chain(T::from_messages(earlier), T::from_messages(now))
}

/// Passes the newest value of one key to a parameter `Latest<T>`.
#[inline(always)]
pub fn sample_message<C: Messages, T: MessageIn<C> + Message>(newest: Option<&MessageOf<C>>) -> Latest<'_, T> {
    Latest::of(newest.map(T::from_message))
}

/// A key type that is the same as that of another basket.
#[diagnostic::on_unimplemented(
    message = "this basket has keys of type `{Self}`, not `{K}` as the basket whose ticks the node runs for",
    label = "a basket with other keys",
    note = "a node with `per_key` reads and publishes other baskets under the key of the tick; give such a basket the same key type, or \
            publish it under a key that you name: `publish(basket[..])`"
)]
pub trait SameKey<K> {
    /// The key in the other basket's type.
    fn same(key: &K) -> Self;
}

impl<K: Key> SameKey<K> for K {
    fn same(key: &K) -> K {
        key.clone()
    }
}

/// Compiles if the keys of `C` are of type `K`.
#[inline(always)]
pub fn same_key<C: Keys, K>(_: &K)
where
    C::Key: SameKey<K>,
{
}

/// Takes a returned `T`, under a copy of `key`.
#[inline(always)]
pub fn give_under<C, K, T>(key: &K, value: T) -> Keyed<C::Key, C::Message>
where
    C: Keys,
    C::Key: SameKey<K>,
    T: MessageIn<C>,
{
    Keyed { key: SameKey::same(key), value: value.into_message() }
}

/// Takes a returned `Option<T>`, likewise.
#[inline(always)]
pub fn give_option_under<C, K, T>(key: &K, value: Option<T>) -> Option<Keyed<C::Key, C::Message>>
where
    C: Keys,
    C::Key: SameKey<K>,
    T: MessageIn<C>,
{
    value.map(|value| give_under::<C, K, T>(key, value))
}

/// Takes a returned burst, likewise.
#[inline(always)]
pub fn give_all_under<C, K, I>(key: &K, values: I) -> impl Iterator<Item = Keyed<C::Key, C::Message>>
where
    C: Keys,
    C::Key: SameKey<K>,
    I: IntoIterator<Item: MessageIn<C>>,
{
    values.into_iter().map(move |value| give_under::<C, K, I::Item>(key, value))
}

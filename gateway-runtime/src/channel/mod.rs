//! Channels: named, typed streams, and what describes them.

mod answered;
mod beside;
mod dynamic;
mod erased;
mod fields;
mod key;
mod known;
mod merge;
mod read;
mod received;
mod remembered;
mod settings;
mod single;
mod straight;
mod tick;

pub use answered::{Gathered, NoTick};
pub(crate) use beside::serialize_beside;
#[doc(hidden)]
pub use dynamic::{Checked, KeyUse, declared};
pub(crate) use dynamic::{Declarer, DynamicChannels};
pub use dynamic::{DeclaresChannel, Dynamic, DynamicChannel, DynamicMeta};
pub(crate) use erased::TypedBatch;
pub use erased::{AnyChannel, Batch, BatchShape, Erased, Stamping};
pub use fields::{Static, StaticFields, StaticMeta};
pub use key::Key;
pub(crate) use known::KnownKeys;
#[doc(hidden)]
pub use merge::{Collection, First, FirstByKey, Last, LastByKey, is_of_key};
pub use read::{BasketView, Latest, Sampled, Ticks};
pub use received::ENOUGH_PROBLEMS;
pub(crate) use received::Known;
pub(crate) use received::{is_object, one_by_one, read_one, whole};
pub use settings::{AnySettings, ChannelSettings};
#[doc(hidden)]
pub use single::{
    AsKey, KeyOf, Keys, MessageIn, MessageOf, Messages, SameKey, burst_of_key, give_all_under, give_option_under, give_under, key, label,
    labels, of_key, read_message, read_option_message, read_ticks_message, same_key, sample_message, under,
};
pub use tick::{AnyTick, Tick, TickElement, write_array};
pub(crate) use tick::{Stamp, Stamps};

use std::fmt;
use std::marker::PhantomData;

use crate::message::Message;
use crate::stage::Staging;
use crate::state::Remembered;

/// Declares a channel of a [`#[channels]`](macro@crate::channels) struct: a stream of `T`, one value a tick.
///
/// `T` is a message, or `Vec` of one: then a whole list is one tick.
#[derive(Debug, Clone, Copy, Default)]
pub struct Channel<T>(PhantomData<fn() -> T>);

/// Declares a family of channels, one for each key: a stream of `T` for every `K`.
///
/// A key exists from its first tick on; the keys of an enum are all known from the start.
#[derive(Debug, Clone, Copy, Default)]
pub struct Basket<K, T>(PhantomData<fn() -> (K, T)>);

/// One tick of a [`Basket`]: a value, and the key whose channel it ticks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyed<K, T> {
    /// The key.
    pub key: K,
    /// The value.
    pub value: T,
}

impl<K, T> Keyed<K, T> {
    /// `value`, to be ticked under `key`.
    pub fn new(key: K, value: T) -> Self {
        Self { key, value }
    }
}

/// What a channel carries in one tick: a message, a list of messages, or a basket's keyed message.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot flow on a channel",
    label = "not a message, nor a `Vec` of messages",
    note = "annotate the declaration of the message type with `#[message]`"
)]
pub trait Payload: Clone + fmt::Debug + Send + Sync + 'static {
    /// The message type.
    type Element: Message;
    /// The key type of a basket, `()` otherwise.
    type Key: Key;
    /// The form of a tick.
    const SHAPE: Shape;

    /// The messages of this tick: one, or a list's.
    fn elements(&self) -> &[Self::Element];

    /// The key that this tick belongs to.
    fn key(&self) -> Option<&Self::Key> {
        None
    }

    /// A tick made of `elements`, which came from outside for `key`. `None` if the number of elements does not fit
    /// one tick, or the key is missing.
    fn assemble(elements: Vec<Self::Element>, key: Option<Self::Key>) -> Option<Self>;

    /// The same of one element.
    fn of_one(element: Self::Element, key: Option<Self::Key>) -> Option<Self> {
        Self::assemble(vec![element], key)
    }
}

/// The form of a channel's ticks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One message a tick.
    Value,
    /// A list of messages a tick.
    List,
    /// One message for one of the basket's keys.
    Basket,
}

impl<T: Message> Payload for T {
    type Element = T;
    type Key = ();
    const SHAPE: Shape = Shape::Value;

    fn elements(&self) -> &[T] {
        std::slice::from_ref(self)
    }

    fn assemble(mut elements: Vec<T>, _: Option<()>) -> Option<T> {
        elements.pop().filter(|_| elements.is_empty())
    }

    fn of_one(element: T, _: Option<()>) -> Option<T> {
        Some(element)
    }
}

impl<T: Message> Payload for Vec<T> {
    type Element = T;
    type Key = ();
    const SHAPE: Shape = Shape::List;

    fn elements(&self) -> &[T] {
        self
    }

    fn assemble(elements: Vec<T>, _: Option<()>) -> Option<Self> {
        Some(elements)
    }
}

impl<K: Key, T: Message> Payload for Keyed<K, T> {
    type Element = T;
    type Key = K;
    const SHAPE: Shape = Shape::Basket;

    fn elements(&self) -> &[T] {
        std::slice::from_ref(&self.value)
    }

    fn key(&self) -> Option<&K> {
        Some(&self.key)
    }

    fn assemble(elements: Vec<T>, key: Option<K>) -> Option<Self> {
        T::assemble(elements, None).zip(key).map(|(value, key)| Self { key, value })
    }

    fn of_one(value: T, key: Option<K>) -> Option<Self> {
        key.map(|key| Self { key, value })
    }
}

/// One channel of a channel set, as a type. `#[channels]` makes one for every field.
pub trait ChannelDef: 'static {
    /// What one tick carries.
    type Value: Payload;
    /// What `Latest<..>` of this channel is a sample of.
    type Sample: Sampled;
    /// The place in the declaration, from 0.
    const INDEX: usize;
    /// The name as declared.
    const NAME: &'static str;
    /// The doc comment.
    const DOC: &'static str;
    /// Whether values may be sent from outside.
    const SEND: bool;
    /// Whether the outside can use known keys only.
    const CLOSED: bool = false;
    /// How it is staged, if it is.
    const STAGING: Option<Staging> = None;
    /// Whether it stands for dynamic channels.
    const DYNAMIC: bool = false;

    /// The keys that are declared with a basket, as texts.
    fn keys() -> Vec<String> {
        Vec::new()
    }

    /// What it declares to be remembered of its ticks.
    fn remembered() -> Remembered<Self::Value> {
        Remembered::default()
    }
}

/// What a field of a channel set declares: [`Channel`] or [`Basket`].
pub trait Declared {
    /// What one tick carries.
    type Value: Payload;
    /// What `Latest<..>` is a sample of.
    type Sample: Sampled;
}

impl<T: Payload + Sampled> Declared for Channel<T> {
    type Value = T;
    type Sample = T;
}

impl<K: Key, T: Message> Declared for Basket<K, T> {
    type Value = Keyed<K, T>;
    type Sample = Self;
}

/// A set of channels: the bus of a gateway. Implemented by `#[channels]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a channel set",
    label = "not a channel set",
    note = "annotate the declaration of `{Self}` with `#[channels]`"
)]
pub trait ChannelSet: 'static {
    /// The name of the struct.
    const NAME: &'static str;
    /// The values of its static fields.
    type Fields: StaticFields;

    /// The channels in the order of declaration.
    fn channels() -> &'static [&'static dyn AnyChannel];
}

/// Channel number `INDEX` of a set.
pub trait ChannelAt<const INDEX: usize>: ChannelSet {
    /// The channel.
    type Def: ChannelDef;
}

/// A handle on one channel of set `S`, such as `Desk::orders`, by which code outside the graph names it.
#[derive(Debug)]
pub struct ChannelRef<S, P> {
    index: usize,
    name: &'static str,
    types: PhantomData<fn() -> (S, P)>,
}

impl<S, P> Clone for ChannelRef<S, P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S, P> Copy for ChannelRef<S, P> {}

impl<S, P> ChannelRef<S, P> {
    #[doc(hidden)]
    pub const fn new(index: usize, name: &'static str) -> Self {
        Self { index, name, types: PhantomData }
    }

    /// The place in the declaration, from 0.
    pub const fn index(self) -> usize {
        self.index
    }

    /// The name as declared.
    pub const fn name(self) -> &'static str {
        self.name
    }
}

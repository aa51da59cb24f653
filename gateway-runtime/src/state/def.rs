//! States as they are declared.

use super::StateKey;
use crate::TickId;
use crate::channel::{ChannelDef, Payload};

/// The message that a channel carries.
pub type ElementOf<D> = <<<D as StateDef>::Channel as ChannelDef>::Value as Payload>::Element;

/// The key of the basket that a state is of; `()` of other channels.
pub type BasketKeyOf<D> = <<<D as StateDef>::Channel as ChannelDef>::Value as Payload>::Key;

/// One state of a channel set, as a type. `#[channels]` makes one for each.
pub trait StateDef: 'static {
    /// The channel whose ticks it has.
    type Channel: ChannelDef;
    /// The key.
    type Key: StateKey;
    /// The name: an alias, or that of the channel.
    const ALIAS: &'static str;
    /// What the key consists of: paths of fields. Of a basket its key comes first, as the path `key`.
    const KEY: &'static [&'static [&'static str]];
    /// How many keys there are at most, as declared.
    const MAX_KEYS: Option<usize> = None;

    /// The key of a row.
    fn key<'a>(message: &'a ElementOf<Self>, id: &'a TickId, key: Option<&'a BasketKeyOf<Self>>) -> <Self::Key as StateKey>::Ref<'a>
    where
        Self: Sized;
}

/// State number `INDEX` of a channel set.
pub trait StateAt<const INDEX: usize> {
    /// The state.
    type Def: StateDef;
}

/// The key of a state, by reference.
pub type StateRef<'a, D> = <<D as StateDef>::Key as StateKey>::Ref<'a>;

/// The key of a basket, which every tick of one has.
#[inline]
pub fn basket_key<K>(key: Option<&K>) -> &K {
    match key {
        Some(key) => key,
        None => unreachable!("a tick of a basket has a key"),
    }
}

/// One state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct StateMeta {
    /// Its name: an alias, or that of the channel.
    pub alias: &'static str,
    /// The place of its channel in the channel set.
    pub channel: usize,
    /// What its key consists of: paths of fields in the message, or `id` for that of the tick. If
    /// [`of_basket`](Self::of_basket), the first one is `key`, and means the key of the basket.
    pub key: &'static [&'static [&'static str]],
    /// Whether its channel is a basket, whose key is part of the key.
    pub of_basket: bool,
    /// How many keys there are at most. Beyond, the key that ticked the longest ago is forgotten.
    pub max_keys: usize,
}

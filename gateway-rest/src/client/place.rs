//! What a typed client can be asked for: a channel of its set, or one key of a basket.

use gateway_runtime::Tick;
use gateway_runtime::channel::{ChannelRef, Gathered, Key, Keyed, NoTick, Payload};
use gateway_runtime::message::Message;
use serde_json::{Map, Value};

/// A place in the channel set `S`: a channel, `Desk::orders`, or one key of a basket, `(Desk::quotes, Venue::A)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no channel of `{S}`",
    label = "no channel of `{S}`, nor a basket of it with a key",
    note = "name a channel as `{S}::name`, and one key of a basket as `({S}::name, key)`"
)]
pub trait Place<S> {
    /// What flows there.
    type Payload: Gathered;

    /// Where it is.
    fn address(&self) -> Address;
}

/// Where a place is, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The number of the channel in the declaration.
    pub index: usize,
    /// Its name.
    pub channel: &'static str,
    /// The key of a basket, if it is one.
    pub key: Option<String>,
}

impl Address {
    /// `orders`, or `quotes/A`.
    pub(super) fn text(&self) -> String {
        self.key.as_ref().map_or_else(|| self.channel.to_owned(), |key| format!("{}/{key}", self.channel))
    }
}

impl<S, P: Gathered> Place<S> for ChannelRef<S, P> {
    type Payload = P;

    fn address(&self) -> Address {
        Address { index: self.index(), channel: self.name(), key: None }
    }
}

impl<S, K: Key, T: Message> Place<S> for (ChannelRef<S, Keyed<K, T>>, K) {
    type Payload = T;

    fn address(&self) -> Address {
        Address { index: self.0.index(), channel: self.0.name(), key: Some(self.1.label().into_owned()) }
    }
}

/// A place to which several messages can be sent one after the other: every one but a channel of lists, or a whole basket.
#[diagnostic::on_unimplemented(
    message = "messages for `{Self}` cannot be sent one after the other",
    note = "each message is a tick of its own on a `Channel` of messages, or on one key of a basket: `({S}::name, key)`"
)]
pub trait OneByOne<S>: Place<S, Payload = Self::Message> {
    /// The message.
    type Message: Gathered<Sent = Self::Message, Next = Tick<Self::Message>>;
}

impl<S, T: Message> OneByOne<S> for ChannelRef<S, T>
where
    T: Gathered<Sent = T, Next = Tick<T>>,
{
    type Message = T;
}

impl<S, K: Key, T: Message> OneByOne<S> for (ChannelRef<S, Keyed<K, T>>, K)
where
    T: Gathered<Sent = T, Next = Tick<T>>,
{
    type Message = T;
}

/// Ticks of `P` from what `last` gives for a channel that is no basket: elements of one tick.
pub(super) fn of_elements<P: Payload>(elements: Vec<Value>) -> Result<Vec<Tick<P>>, NoTick> {
    if elements.is_empty() { Ok(Vec::new()) } else { Tick::from_wire(elements, None).map(|tick| vec![tick]) }
}

/// Ticks of `P` from what `last` gives for a basket, by its keys.
pub(super) fn of_keys<P: Payload>(entries: Map<String, Value>) -> Result<Vec<Tick<P>>, NoTick> {
    entries.into_iter().map(|(label, element)| Tick::from_wire(vec![element], Some(&label))).collect()
}

//! Channels whose types the holder does not know, as the service handles them.

use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::sync::OnceLock;

use jsonschema::Validator;
use serde_json::Value;

use super::{AnyTick, ChannelDef, Key, Payload, Shape, Stamp, Tick};
use crate::id::IngressIds;
use crate::message::{Definitions, Location, Problem, Schema, decode, is_object_schema};
use crate::{TickId, Timestamp};

/// A channel, described and handled without its type.
pub trait AnyChannel: Send + Sync {
    /// The name as declared.
    fn name(&self) -> &'static str;
    /// The doc comment.
    fn doc(&self) -> &'static str;
    /// The form of its ticks.
    fn shape(&self) -> Shape;
    /// Whether values may be sent from outside.
    fn is_sendable(&self) -> bool;
    /// All keys of a basket, if they are known from the start.
    fn known_keys(&self) -> Option<&'static [&'static str]>;
    /// The keys that are known from the start: all of an enum, or those that are declared.
    fn declared_keys(&self) -> Vec<String>;
    /// Whether the outside can use no other keys than those that are known from the start.
    fn is_closed(&self) -> bool;
    /// Whether it stands for dynamic channels: each of its keys is a channel of its own to the outside.
    fn is_dynamic(&self) -> bool;
    /// Whether `label` can be a key of this channel.
    fn is_key(&self, label: &str) -> bool;
    /// The JSON Schema of one message, without `id` and `timestamp`.
    fn schema(&self, definitions: &mut Definitions) -> Value;
    /// Reads what a client sends: one message or a list of messages, for `key` if the channel is a basket; or, for a
    /// basket without `key`, an object with a message or a list for every key.
    ///
    /// # Errors
    /// Everything that is wrong with `body`, with locations below `body`.
    fn decode(&self, body: &Value, key: Option<&str>, ids: &dyn Stamping) -> Result<Batch, Vec<Problem>>;
    /// Reads one message, and gives it back as JSON: uniform, and with its defaults.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    fn normalise(&self, message: &Value) -> Result<Value, Vec<Problem>>;
}

impl fmt::Debug for dyn AnyChannel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "channel `{}`", self.name())
    }
}

/// How many faults of one body are worth telling. Once more are found, the rest of it is not looked at.
pub const ENOUGH_PROBLEMS: usize = 100;

/// Gives ids and times to values that enter from outside.
pub trait Stamping {
    #[doc(hidden)]
    fn stamp(&self) -> (TickId, Timestamp);
}

impl Stamping for IngressIds {
    fn stamp(&self) -> (TickId, Timestamp) {
        let now = Timestamp::now();
        (self.next(now), now)
    }
}

/// Whether the values of a batch tick one after the other, or all in one cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchShape {
    /// A cycle for each value.
    OneByOne,
    /// One cycle for all values: a whole basket at once.
    Together,
}

/// Values for one channel, checked and stamped, ready to be sent.
#[derive(Debug)]
pub struct Batch {
    /// `TypedBatch<P>` of the channel.
    pub(crate) values: Box<dyn Any + Send>,
    count: usize,
    accepted: Vec<u8>,
}

/// The values of a batch, with their type.
#[derive(Debug)]
pub(crate) struct TypedBatch<P> {
    pub(crate) ticks: std::vec::IntoIter<Tick<P>>,
    pub(crate) shape: BatchShape,
}

impl Batch {
    /// A batch of ticks.
    pub(crate) fn new<P: Payload>(ticks: Vec<Tick<P>>, shape: BatchShape) -> Self {
        let mut accepted = vec![b'['];
        for tick in &ticks {
            if accepted.len() > 1 {
                accepted.push(b',');
            }
            tick.write_elements(&mut accepted);
        }
        accepted.push(b']');
        let count = ticks.len();
        Self { values: Box::new(TypedBatch { ticks: ticks.into_iter(), shape }), count, accepted }
    }

    /// A batch of values whose ids the engine is to make.
    pub(crate) fn unstamped<P: Payload>(values: Vec<P>, shape: BatchShape) -> Self {
        let count = values.len();
        let ticks = values.into_iter().map(Tick::unstamped).collect::<Vec<_>>().into_iter();
        Self { values: Box::new(TypedBatch { ticks, shape }), count, accepted: Vec::new() }
    }

    /// How many ticks it will give.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The accepted values with their ids and times: a JSON array.
    pub fn accepted(&self) -> &[u8] {
        &self.accepted
    }
}

/// The one implementation of [`AnyChannel`].
pub struct Erased<C> {
    validator: OnceLock<Option<Validator>>,
    channel: PhantomData<fn() -> C>,
}

impl<C> fmt::Debug for Erased<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Erased").finish_non_exhaustive()
    }
}

impl<C> Erased<C> {
    #[doc(hidden)]
    pub const fn new() -> Self {
        Self { validator: OnceLock::new(), channel: PhantomData }
    }
}

type Element<C> = <<C as ChannelDef>::Value as Payload>::Element;
type KeyOf<C> = <<C as ChannelDef>::Value as Payload>::Key;

impl<C: ChannelDef> AnyChannel for Erased<C> {
    fn name(&self) -> &'static str {
        C::NAME
    }

    fn doc(&self) -> &'static str {
        C::DOC
    }

    fn shape(&self) -> Shape {
        C::Value::SHAPE
    }

    fn is_sendable(&self) -> bool {
        C::SEND
    }

    fn known_keys(&self) -> Option<&'static [&'static str]> {
        KeyOf::<C>::KNOWN
    }

    fn declared_keys(&self) -> Vec<String> {
        self.known_keys().map_or_else(C::keys, |keys| keys.iter().map(|key| (*key).to_owned()).collect())
    }

    fn is_closed(&self) -> bool {
        C::CLOSED || (C::Value::SHAPE == Shape::Basket && KeyOf::<C>::KNOWN.is_some())
    }

    fn is_dynamic(&self) -> bool {
        C::DYNAMIC
    }

    fn is_key(&self, label: &str) -> bool {
        KeyOf::<C>::from_label(label).is_some()
    }

    fn schema(&self, definitions: &mut Definitions) -> Value {
        Element::<C>::schema(definitions)
    }

    fn decode(&self, body: &Value, key: Option<&str>, ids: &dyn Stamping) -> Result<Batch, Vec<Problem>> {
        let here = [Location::from("body")];
        match (C::Value::SHAPE, key) {
            (Shape::Basket, None) => decode_by_key(body, |label, value, here, of_key| {
                let key = read_key::<C>(label, of_key)?;
                Ok(one_by_one::<C::Value>(self.elements(value, here, ids)?, Some(&key)))
            }),
            (shape, key) => {
                let key = key.map(|label| read_key::<C>(label, &[Location::from("path"), Location::from("key")])).transpose()?;
                let elements = self.elements(body, &here, ids)?;
                let ticks = if shape == Shape::List { whole::<C>(elements) } else { one_by_one::<C::Value>(elements, key.as_ref()) };
                Ok(Batch::new(ticks, BatchShape::OneByOne))
            }
        }
    }

    fn normalise(&self, message: &Value) -> Result<Value, Vec<Problem>> {
        let read: Element<C> = decode(message, &self.validator)?;
        serde_json::to_value(&read).map_err(|error| vec![Problem::new("value_error", format!("Value error, {error}"), message)])
    }
}

impl<C: ChannelDef> Erased<C> {
    fn elements(&self, body: &Value, place: &[Location], ids: &dyn Stamping) -> Result<Vec<(Element<C>, Stamp)>, Vec<Problem>> {
        Reading { read: &|value| decode(value, &self.validator), is_object: &is_object::<Element<C>>, ids }.all(body, place)
    }
}

/// Reads an object with a message or a list for every key: all tick in one cycle. `decode` is given a key, what stands under it,
/// and the places of both.
pub(super) fn decode_by_key<P: Payload>(
    body: &Value,
    decode: impl Fn(&str, &Value, &[Location], &[Location]) -> Result<Vec<Tick<P>>, Vec<Problem>>,
) -> Result<Batch, Vec<Problem>> {
    let Value::Object(entries) = body else {
        let problem = Problem::new("dict_type", "Input should be an object with a message for every key", body);
        return Err(vec![problem.under(&[Location::from("body")])]);
    };
    let mut ticks = Vec::new();
    let mut problems = Vec::new();
    for (label, value) in entries {
        if problems.len() > ENOUGH_PROBLEMS {
            break;
        }
        let here = [Location::from("body"), Location::from(label.as_str())];
        match decode(label, value, &here, &[&here[..], &[Location::from("[key]")]].concat()) {
            Ok(read) => ticks.extend(read),
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() { Ok(Batch::new(ticks, BatchShape::Together)) } else { Err(problems) }
}

/// How messages are read that came from outside.
pub(super) struct Reading<'a, T> {
    /// Reads one message.
    pub(super) read: &'a dyn Fn(&Value) -> Result<T, Vec<Problem>>,
    /// Whether messages are JSON objects.
    pub(super) is_object: &'a dyn Fn() -> bool,
    pub(super) ids: &'a dyn Stamping,
}

impl<T> Reading<'_, T> {
    /// A message, or a list of messages.
    pub(super) fn all(&self, body: &Value, place: &[Location]) -> Result<Vec<(T, Stamp)>, Vec<Problem>> {
        match body {
            Value::Array(values) => {
                let mut elements = Vec::with_capacity(values.len());
                let mut problems = Vec::new();
                for (index, value) in values.iter().enumerate() {
                    if problems.len() > ENOUGH_PROBLEMS {
                        break;
                    }
                    match self.one(value) {
                        Ok(element) => elements.push(element),
                        Err(found) => {
                            let place = [place, &[Location::Index(index)]].concat();
                            problems.extend(found.into_iter().map(|problem| problem.under(&place)));
                        }
                    }
                }
                if problems.is_empty() { Ok(elements) } else { Err(problems) }
            }
            value => self
                .one(value)
                .map(|element| vec![element])
                .map_err(|problems| problems.into_iter().map(|problem| problem.under(place)).collect()),
        }
    }

    /// One message: `id` and `timestamp` are the tick's, the rest is the message. A message that is no struct
    /// stands under `value`, or by itself.
    fn one(&self, value: &Value) -> Result<(T, Stamp), Vec<Problem>> {
        let (id, time) = self.ids.stamp();
        let mut stamp = Stamp { id, time };
        let Value::Object(object) = value else {
            return Ok(((self.read)(value)?, stamp));
        };
        let mut problems = Vec::new();
        let mut object = object.clone();
        match object.shift_remove("id") {
            None | Some(Value::Null) => {}
            Some(Value::String(id)) => stamp.id = TickId::client(&id),
            Some(Value::Number(id)) => stamp.id = TickId::client(&id.to_string()),
            Some(other) => {
                problems.push(Problem::new("string_type", "Input should be a valid string", &other).under(&[Location::from("id")]));
            }
        }
        match object.shift_remove("timestamp") {
            None | Some(Value::Null) => {}
            Some(given) => match serde_json::from_value(given.clone()) {
                Ok(time) => stamp.time = time,
                Err(error) => {
                    let problem = Problem::new("datetime_parsing", format!("Input should be a valid datetime, {error}"), &given);
                    problems.push(problem.under(&[Location::from("timestamp")]));
                }
            },
        }
        let bare = object.len() == 1 && object.contains_key("value") && !(self.is_object)();
        let message = if bare { object.remove("value").unwrap_or_default() } else { Value::Object(object) };
        match (self.read)(&message) {
            Ok(message) if problems.is_empty() => Ok((message, stamp)),
            Ok(_) => Err(problems),
            Err(found) => {
                problems.extend(found);
                Err(problems)
            }
        }
    }
}

/// Whether `T` is written as a JSON object.
fn is_object<T: Schema>() -> bool {
    let mut definitions = Definitions::default();
    let schema = T::schema(&mut definitions);
    is_object_schema(definitions.resolve(&schema))
}

fn read_key<C: ChannelDef>(label: &str, place: &[Location]) -> Result<KeyOf<C>, Vec<Problem>> {
    KeyOf::<C>::from_label(label).ok_or_else(|| {
        let expected = KeyOf::<C>::KNOWN.map_or("a key of this basket".to_owned(), |keys| format!("one of {}", keys.join(", ")));
        vec![Problem::new("enum", format!("Input should be {expected}"), &Value::from(label)).under(place)]
    })
}

/// A tick of each message.
pub(super) fn one_by_one<P: Payload>(elements: Vec<(P::Element, Stamp)>, key: Option<&P::Key>) -> Vec<Tick<P>> {
    elements.into_iter().filter_map(|(element, stamp)| Some(Tick::new(P::assemble(vec![element], key.cloned())?, vec![stamp]))).collect()
}

/// One tick of the whole list; nothing for an empty list.
fn whole<C: ChannelDef>(elements: Vec<(Element<C>, Stamp)>) -> Vec<Tick<C::Value>> {
    let (elements, stamps): (Vec<_>, Vec<_>) = elements.into_iter().unzip();
    if stamps.is_empty() {
        return Vec::new();
    }
    C::Value::assemble(elements, None).map(|value| Tick::new(value, stamps)).into_iter().collect()
}

//! What clients send, read straight from its text: most of it is good, and then nothing else has to be made of it.
//!
//! What is not read here may be good nevertheless. It is then read as JSON, and that as messages: see [`received`](super::received),
//! which also says all that is wrong.

use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};

use super::received::{is_object, one_by_one, whole};
use super::{Batch, BatchShape, Key, Payload, Shape, Stamp, Stamping};
use crate::message::{Inner, Message, Schema, Strict};
use crate::{TickId, Timestamp};

/// Reads one message or a list of messages, for `key` if the channel is a basket. `None` if it has to be read in the other way.
pub(super) fn read<P: Payload>(text: &str, key: Option<&str>, ids: &dyn Stamping) -> Option<Batch> {
    if P::Element::HAS_BEFORE || P::Element::CONSTRAINED || (P::SHAPE == Shape::Basket && key.is_none()) {
        return None;
    }
    let key = match key {
        Some(label) => Some(P::Key::from_label(label)?),
        None => None,
    };
    let elements = elements(text, ids).ok()?;
    let ticks = if P::SHAPE == Shape::List { whole::<P>(elements) } else { one_by_one::<P>(elements, key.as_ref()) };
    Some(Batch::of_text(ticks, BatchShape::OneByOne, text.len()))
}

fn elements<T: Message>(text: &str, ids: &dyn Stamping) -> serde_json::Result<Vec<(T, Stamp)>> {
    let mut json = serde_json::Deserializer::from_str(text);
    let places = (text.len() / USUAL_SIZE).min(MANY);
    let elements = json.deserialize_any(All { one: One { ids, entered: &Cell::new(None), message: PhantomData }, places })?;
    json.end().map(|()| elements)
}

/// A message hardly ever takes fewer bytes as JSON.
const USUAL_SIZE: usize = 32;

/// For so many messages there is a place at most before they are read.
const MANY: usize = 1024;

/// Reads a message, or a list of messages.
struct All<'a, T> {
    one: One<'a, T>,
    /// How many there may be.
    places: usize,
}

impl<'de, T: Message> Visitor<'de> for All<'_, T> {
    type Value = Vec<(T, Stamp)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or a list of them")
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<Self::Value, A::Error> {
        self.one.visit_map(access).map(|element| vec![element])
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut elements = Vec::with_capacity(self.places);
        while let Some(element) = access.next_element_seed(One { ..self.one })? {
            elements.push(element);
        }
        Ok(elements)
    }
}

/// Reads one message, which is an object.
struct One<'a, T> {
    ids: &'a dyn Stamping,
    /// When the first message entered: the others enter with it. To look at the clock for each takes a while.
    entered: &'a Cell<Option<Timestamp>>,
    message: PhantomData<fn() -> T>,
}

impl<'de, T: Message> DeserializeSeed<'de> for One<'_, T> {
    type Value = (T, Stamp);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, T: Message> Visitor<'de> for One<'_, T> {
    type Value = (T, Stamp);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<Self::Value, A::Error> {
        let mut beside = Beside::default();
        let message = T::deserialize(Strict(MapAccessDeserializer::new(Fields { access, beside: &mut beside })))?;
        if beside.has_value && beside.fields == 1 && !is_object::<T>() {
            return Err(A::Error::custom("the message itself stands under `value`"));
        }
        message.validate().map_err(A::Error::custom)?;
        let (id, now) = self.entered.get().map_or_else(|| self.ids.stamp(), |time| self.ids.stamp_at(time));
        self.entered.set(Some(now));
        Ok((message, Stamp { id: beside.id.unwrap_or(id), time: beside.time.unwrap_or(now) }))
    }
}

/// What stands beside a message.
#[derive(Default)]
struct Beside {
    id: Option<TickId>,
    time: Option<Timestamp>,
    /// How many fields there are but these.
    fields: usize,
    /// Whether one of them is `value`.
    has_value: bool,
}

/// The fields of a message: `id` and `timestamp` go their own way.
struct Fields<'a, A> {
    access: A,
    beside: &'a mut Beside,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Fields<'_, A> {
    type Error = A::Error;

    #[inline]
    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, mut seed: S) -> Result<Option<S::Value>, A::Error> {
        loop {
            let Some(name) = self.access.next_key_seed(Name { seed, beside: self.beside })? else { return Ok(None) };
            seed = match name {
                Named::Field(field) => return Ok(Some(field)),
                Named::Id(seed) => {
                    let id: String = self.access.next_value()?;
                    once("id", &mut self.beside.id, TickId::client(&id))?;
                    seed
                }
                Named::Timestamp(seed) => {
                    let time: Timestamp = self.access.next_value_seed(Inner(PhantomData))?;
                    once("timestamp", &mut self.beside.time, time)?;
                    seed
                }
            };
        }
    }

    #[inline]
    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.access.next_value_seed(seed)
    }
}

/// Takes what may stand there once.
fn once<T, E: Error>(name: &'static str, place: &mut Option<T>, value: T) -> Result<(), E> {
    if place.replace(value).is_some() { Err(E::duplicate_field(name)) } else { Ok(()) }
}

/// Reads the name of a field.
struct Name<'a, S> {
    seed: S,
    beside: &'a mut Beside,
}

/// What `S` read of it, or `S` itself if it is not for it.
enum Named<S, F> {
    Field(F),
    Id(S),
    Timestamp(S),
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Name<'_, S> {
    type Value = Named<S, S::Value>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de, S: DeserializeSeed<'de>> Visitor<'de> for Name<'_, S> {
    type Value = Named<S, S::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    #[inline]
    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        match name {
            "id" => return Ok(Named::Id(self.seed)),
            "timestamp" => return Ok(Named::Timestamp(self.seed)),
            "value" => self.beside.has_value = true,
            _ => {}
        }
        self.beside.fields += 1;
        let name: StrDeserializer<'_, E> = name.into_deserializer();
        self.seed.deserialize(name).map(Named::Field)
    }
}

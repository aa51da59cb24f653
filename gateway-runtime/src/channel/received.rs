//! What clients send: read as messages, checked, and stamped. Once for each type that channels carry, not for each channel.

use std::sync::OnceLock;

use jsonschema::Validator;
use serde_json::{Map, Value};

use super::{Batch, BatchShape, Key, Payload, Shape, Stamp, Stamping, Tick};
use crate::TickId;
use crate::message::{Definitions, Location, Message, Problem, Schema, decode, decode_good, is_object_schema};

/// How many faults of one body are worth telling. Once more are found, the rest of it is not looked at.
pub const ENOUGH_PROBLEMS: usize = 100;

/// The validator of a channel's messages, once it was needed.
pub(crate) type Known = OnceLock<Option<Validator>>;

/// See [`AnyChannel::decode`](super::AnyChannel::decode).
pub(super) fn read<P: Payload>(body: &Value, key: Option<&str>, ids: &dyn Stamping, validator: &Known) -> Result<Batch, Vec<Problem>> {
    let reading = Reading { read_good: &decode_good, read: &|value| decode(value, validator), is_object: &is_object::<P::Element>, ids };
    match (P::SHAPE, key) {
        (Shape::Basket, None) => read_by_key(body, |label, value, here, of_key| {
            let key = read_key::<P>(label, of_key)?;
            Ok(one_by_one::<P>(reading.all(value, here)?, Some(&key)))
        }),
        (shape, key) => {
            let key = key.map(|label| read_key::<P>(label, &[Location::from("path"), Location::from("key")])).transpose()?;
            let elements = reading.all(body, &[Location::from("body")])?;
            let ticks = if shape == Shape::List { whole::<P>(elements) } else { one_by_one::<P>(elements, key.as_ref()) };
            Ok(Batch::new(ticks, BatchShape::OneByOne))
        }
    }
}

/// Reads one message, with the place `body`.
pub(crate) fn read_one<T: Message>(body: &Value, ids: &dyn Stamping, validator: &Known) -> Result<(T, Stamp), Vec<Problem>> {
    let reading = Reading { read_good: &decode_good, read: &|value| decode(value, validator), is_object: &is_object::<T>, ids };
    reading.one(body).map_err(|problems| problems.into_iter().map(|problem| problem.under(&[Location::from("body")])).collect())
}

/// Reads an object with a message or a list for every key: all tick in one cycle. `read` is given a key, what stands under it,
/// and the places of both.
pub(super) fn read_by_key<P: Payload>(
    body: &Value,
    read: impl Fn(&str, &Value, &[Location], &[Location]) -> Result<Vec<Tick<P>>, Vec<Problem>>,
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
        match read(label, value, &here, &[&here[..], &[Location::from("[key]")]].concat()) {
            Ok(found) => ticks.extend(found),
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() { Ok(Batch::new(ticks, BatchShape::Together)) } else { Err(problems) }
}

/// How messages are read that came from outside.
pub(super) struct Reading<'a, T> {
    /// Reads a message that is a good one from its fields, if that needs no more than these: `id` and `timestamp` may be among them.
    pub(super) read_good: &'a dyn Fn(&Map<String, Value>) -> Option<T>,
    /// Reads one message, or says what is wrong with it.
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

    /// A good message that says no time, and stands in an object of its own: hardly ever is it another one.
    fn good(&self, object: &Map<String, Value>, stamp: &Stamp) -> Option<(T, Stamp)> {
        let id = match object.get("id") {
            None => stamp.id.clone(),
            Some(Value::String(id)) => TickId::client(id),
            Some(_) => return None,
        };
        if object.contains_key("timestamp") || object.contains_key("value") {
            return None;
        }
        Some(((self.read_good)(object)?, Stamp { id, time: stamp.time }))
    }

    /// One message: `id` and `timestamp` are the tick's, the rest is the message. A message that is no struct
    /// stands under `value`, or by itself.
    fn one(&self, value: &Value) -> Result<(T, Stamp), Vec<Problem>> {
        let (id, time) = self.ids.stamp();
        let mut stamp = Stamp { id, time };
        let Value::Object(object) = value else {
            return Ok(((self.read)(value)?, stamp));
        };
        if let Some(read) = self.good(object, &stamp) {
            return Ok(read);
        }
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
pub(crate) fn is_object<T: Schema>() -> bool {
    let mut definitions = Definitions::default();
    let schema = T::schema(&mut definitions);
    is_object_schema(definitions.resolve(&schema))
}

fn read_key<P: Payload>(label: &str, place: &[Location]) -> Result<P::Key, Vec<Problem>> {
    P::Key::from_label(label).ok_or_else(|| {
        let expected = P::Key::KNOWN.map_or("a key of this basket".to_owned(), |keys| format!("one of {}", keys.join(", ")));
        vec![Problem::new("enum", format!("Input should be {expected}"), &Value::from(label)).under(place)]
    })
}

/// A tick of each message.
pub(crate) fn one_by_one<P: Payload>(elements: Vec<(P::Element, Stamp)>, key: Option<&P::Key>) -> Vec<Tick<P>> {
    elements.into_iter().filter_map(|(element, stamp)| Some(Tick::new(P::of_one(element, key.cloned())?, [stamp]))).collect()
}

/// One tick of the whole list; nothing for an empty list.
pub(crate) fn whole<P: Payload>(elements: Vec<(P::Element, Stamp)>) -> Vec<Tick<P>> {
    let (elements, stamps): (Vec<_>, Vec<_>) = elements.into_iter().unzip();
    if stamps.is_empty() {
        return Vec::new();
    }
    P::assemble(elements, None).map(|value| Tick::new(value, stamps)).into_iter().collect()
}

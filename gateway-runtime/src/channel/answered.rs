//! Ticks as a client of the service reads them: the way back from [`AnyTick::write_elements`](super::AnyTick::write_elements).

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value};

use super::received::is_object;
use super::{Key, Keyed, Payload, Stamp, Tick};
use crate::message::Message;
use crate::{TickId, Timestamp};

/// JSON that is no tick of the channel it is said to come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoTick(String);

impl fmt::Display for NoTick {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NoTick {}

impl<P: Payload> Tick<P> {
    /// Reads a tick from its elements as they stand on the wire: one of a message, any number of a list. `label` is the key, if
    /// the channel is a basket.
    ///
    /// ```
    /// use gateway_runtime::Tick;
    /// use serde_json::json;
    ///
    /// let wire = vec![json!({ "id": "7", "timestamp": "2026-11-20T14:30:00", "value": 1.5 })];
    /// let tick = Tick::<f64>::from_wire(wire, None)?;
    /// assert_eq!((*tick.value(), tick.id().unwrap().to_string()), (1.5, "7".to_owned()));
    /// # Ok::<(), gateway_runtime::channel::NoTick>(())
    /// ```
    ///
    /// # Errors
    /// What in it is no message of this type, id, time or key.
    pub fn from_wire(elements: Vec<Value>, label: Option<&str>) -> Result<Self, NoTick> {
        let key = label.map(|label| P::Key::from_label(label).ok_or_else(|| NoTick(format!("`{label}` is no key of the basket"))));
        let key = key.transpose()?;
        let read: Result<Vec<_>, NoTick> = elements.into_iter().map(element::<P::Element>).collect();
        let (messages, stamps): (Vec<_>, Vec<_>) = read?.into_iter().unzip();
        let count = messages.len();
        let value = P::assemble(messages, key).ok_or_else(|| NoTick(format!("{count} elements are not one tick")))?;
        Ok(Self::new(value, stamps))
    }
}

/// Reads one element: `id` and `timestamp` are the tick's, the rest is the message.
fn element<T: Message>(element: Value) -> Result<(T, Stamp), NoTick> {
    let Value::Object(mut fields) = element else {
        return Err(NoTick("a tick is an object with an id and a timestamp".to_owned()));
    };
    let id = match fields.shift_remove("id") {
        Some(Value::String(id)) => TickId::client(&id),
        _ => return Err(NoTick("a tick has an `id`, which is a text".to_owned())),
    };
    let time = fields.shift_remove("timestamp").ok_or_else(|| NoTick("a tick has a `timestamp`".to_owned()))?;
    let time: Timestamp = serde_json::from_value(time).map_err(|error| NoTick(format!("timestamp: {error}")))?;
    let message = serde_path_to_error::deserialize(message::<T>(fields)).map_err(|error| NoTick(error.to_string()))?;
    Ok((message, Stamp { id, time }))
}

/// A message that is no object stands under `value`.
fn message<T: Message>(mut fields: Map<String, Value>) -> Value {
    let bare = fields.len() == 1 && fields.contains_key("value") && !is_object::<T>();
    if bare { fields.remove("value").unwrap_or_default() } else { Value::Object(fields) }
}

/// What a client sends on a channel and gets from it at once, by the form of the channel's ticks.
pub trait Gathered: Payload {
    /// What one call sends.
    type Sent;
    /// The last ticks, as far as there are any.
    type Last;
    /// The next tick; of a basket the last ones of all keys.
    type Next;

    /// What is sent, as JSON.
    ///
    /// # Errors
    /// A message whose own `Serialize` fails.
    fn body(sent: &Self::Sent) -> serde_json::Result<Value>;

    /// Puts ticks together.
    fn last(ticks: Vec<Tick<Self>>) -> Self::Last;

    /// Puts ticks together, of which there is at least one. `None` without any.
    fn next(ticks: Vec<Tick<Self>>) -> Option<Self::Next>;
}

impl<T: Message> Gathered for T {
    type Sent = T;
    type Last = Option<Tick<T>>;
    type Next = Tick<T>;

    fn body(sent: &T) -> serde_json::Result<Value> {
        serde_json::to_value(sent)
    }

    fn last(mut ticks: Vec<Tick<T>>) -> Option<Tick<T>> {
        ticks.pop()
    }

    fn next(ticks: Vec<Tick<T>>) -> Option<Tick<T>> {
        Self::last(ticks)
    }
}

impl<T: Message> Gathered for Vec<T> {
    type Sent = Vec<T>;
    type Last = Option<Tick<Vec<T>>>;
    type Next = Tick<Vec<T>>;

    fn body(sent: &Vec<T>) -> serde_json::Result<Value> {
        serde_json::to_value(sent)
    }

    fn last(mut ticks: Vec<Tick<Vec<T>>>) -> Option<Tick<Vec<T>>> {
        ticks.pop()
    }

    fn next(ticks: Vec<Tick<Vec<T>>>) -> Option<Tick<Vec<T>>> {
        Self::last(ticks)
    }
}

impl<K: Key, T: Message> Gathered for Keyed<K, T> {
    type Sent = BTreeMap<K, T>;
    type Last = BTreeMap<K, Tick<T>>;
    type Next = BTreeMap<K, Tick<T>>;

    fn body(sent: &BTreeMap<K, T>) -> serde_json::Result<Value> {
        let entry = |(key, message): (&K, &T)| Ok((key.label().into_owned(), serde_json::to_value(message)?));
        sent.iter().map(entry).collect::<serde_json::Result<_>>().map(Value::Object)
    }

    fn last(ticks: Vec<Tick<Self>>) -> BTreeMap<K, Tick<T>> {
        let split = |tick: Tick<Self>| {
            let (Keyed { key, value }, stamps) = tick.into_parts();
            (key, Tick::new(value, stamps))
        };
        ticks.into_iter().map(split).collect()
    }

    fn next(ticks: Vec<Tick<Self>>) -> Option<BTreeMap<K, Tick<T>>> {
        Some(Self::last(ticks)).filter(|ticks| !ticks.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::AnyTick;
    use serde_json::json;

    /// What `P` looks like on the wire, and read again.
    fn there_and_back<P: Payload + PartialEq>(wire: &[Value], label: Option<&str>, value: &P) {
        let tick = Tick::<P>::from_wire(wire.to_vec(), label).unwrap();
        assert_eq!(tick.value(), value);
        let mut written = Vec::new();
        tick.write_elements(&mut written);
        let written: Vec<Value> = serde_json::from_str(&format!("[{}]", String::from_utf8(written).unwrap())).unwrap();
        assert_eq!(written, wire);
    }

    fn stamped(fields: Value) -> Value {
        let mut element = json!({ "id": "a", "timestamp": "2026-11-20T14:30:00" });
        let Value::Object(fields) = fields else { unreachable!() };
        element.as_object_mut().unwrap().extend(fields);
        element
    }

    #[test]
    fn what_is_written_is_read_again() {
        there_and_back(&[stamped(json!({ "value": 1.5 }))], None, &1.5_f64);
        there_and_back(&[stamped(json!({ "value": 1 })), stamped(json!({ "value": 2 }))], None, &vec![1_u8, 2]);
        there_and_back(&[], None, &Vec::<u8>::new());
        there_and_back(&[stamped(json!({ "value": "x" }))], Some("7"), &Keyed::new(7_u32, "x".to_owned()));
        there_and_back(&[stamped(json!({ "x": 1, "y": [2] }))], None, &json!({ "x": 1, "y": [2] }));
    }

    #[test]
    fn what_is_no_tick_is_told() {
        let fault = |wire: Value, label| Tick::<Keyed<u32, f64>>::from_wire(vec![wire], label).unwrap_err().to_string();
        assert_eq!(fault(json!(7), Some("1")), "a tick is an object with an id and a timestamp");
        assert_eq!(fault(json!({ "id": 7 }), Some("1")), "a tick has an `id`, which is a text");
        assert_eq!(fault(json!({ "id": "7" }), Some("1")), "a tick has a `timestamp`");
        assert_eq!(fault(stamped(json!({ "value": 1.5 })), Some("x")), "`x` is no key of the basket");
        assert_eq!(fault(stamped(json!({ "value": 1.5 })), None), "1 elements are not one tick");
        assert_eq!(fault(stamped(json!({ "value": "1" })), Some("1")), "invalid type: string \"1\", expected f64");
        assert!(fault(json!({ "id": "7", "timestamp": "x" }), Some("1")).starts_with("timestamp: `x` is no ISO 8601"));
    }
}

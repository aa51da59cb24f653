//! A tick as the world outside the graph sees it: value, id and time.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use smallvec::SmallVec;

use super::beside::write_beside;
use super::{Key, Payload, Shape};
use crate::{TickId, Timestamp};

/// Identity and time, beside a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) id: TickId,
    pub(crate) time: Timestamp,
}

/// One value on one channel, with its id and time.
#[derive(Debug, Clone)]
pub struct Tick<P> {
    value: P,
    /// One for each element of the value.
    stamps: Stamps,
}

/// Stamps of the elements of a tick: hardly ever more than one.
pub(crate) type Stamps = SmallVec<[Stamp; 1]>;

impl<P: Payload> Tick<P> {
    /// A tick of `value`, whose elements have these stamps.
    pub(crate) fn new(value: P, stamps: impl Into<Stamps>) -> Self {
        let stamps = stamps.into();
        debug_assert_eq!(value.elements().len(), stamps.len());
        Self { value, stamps }
    }

    /// The value.
    pub fn value(&self) -> &P {
        &self.value
    }

    /// The value, by itself.
    pub fn into_value(self) -> P {
        self.value
    }

    /// A value that has no stamps yet.
    pub(crate) fn unstamped(value: P) -> Self {
        Self { value, stamps: Stamps::new() }
    }

    /// The id of an element, which exists.
    pub(crate) fn id_of(&self, element: usize) -> &TickId {
        &self.stamps[element].id
    }

    /// One element, as a tick of its own.
    pub(crate) fn alone(&self, element: usize) -> Option<Self> {
        let message = self.value.elements().get(element)?.clone();
        let value = P::assemble(vec![message], self.value.key().cloned())?;
        Some(Self::new(value, vec![self.stamps.get(element)?.clone()]))
    }

    pub(crate) fn into_parts(self) -> (P, Stamps) {
        (self.value, self.stamps)
    }

    /// The id; of a list the id of its first element. `None` for an empty list.
    pub fn id(&self) -> Option<&TickId> {
        self.stamps.first().map(|stamp| &stamp.id)
    }

    /// The engine time; of a list the time of its first element. `None` for an empty list.
    pub fn time(&self) -> Option<Timestamp> {
        self.stamps.first().map(|stamp| stamp.time)
    }
}

/// A tick of a type that the holder does not know, as the service handles them.
pub trait AnyTick: Send + Sync + fmt::Debug {
    /// The key that it belongs to, if its channel is a basket.
    fn key(&self) -> Option<Cow<'_, str>>;

    /// The id; of a list the id of its first element. `None` for an empty list.
    fn id(&self) -> Option<&TickId>;

    /// Appends its elements to `out` as JSON objects with commas between them: `id` and `timestamp`, then the fields
    /// of the message. Gives the number of elements.
    fn write_elements(&self, out: &mut Vec<u8>) -> usize;

    /// One element: one message with its id and time.
    fn element(&self, place: usize) -> Option<TickElement<'_>>;

    /// The message of one element, to be cast.
    fn element_any(&self, place: usize) -> Option<&dyn Any>;

    /// Appends one element to `out` as a JSON object, as [`write_elements`](Self::write_elements) does all of them. Nothing, if there is
    /// none at this place.
    fn write_element(&self, place: usize, out: &mut Vec<u8>);

    /// The value as `{:?}` shows it, without its key.
    fn describe(&self) -> String;

    /// The tick itself, to be cast to [`Tick<P>`](Tick).
    fn as_any(&self) -> &dyn Any;

    /// The shared tick itself, likewise.
    fn into_any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync>;
}

/// An element hardly ever takes more bytes as JSON.
const USUAL_SIZE: usize = 256;

/// The elements of all these ticks as JSON: always an array.
pub fn write_array<'a>(ticks: impl ExactSizeIterator<Item = &'a dyn AnyTick>) -> Vec<u8> {
    let mut out = Vec::with_capacity(ticks.len() * USUAL_SIZE + 2);
    out.push(b'[');
    for tick in ticks {
        let before = out.len();
        if before > 1 {
            out.push(b',');
        }
        // A tick of an empty list has no elements, and wants no comma.
        if tick.write_elements(&mut out) == 0 {
            out.truncate(before);
        }
    }
    out.push(b']');
    out
}

/// One element of a tick whose type the holder does not know.
#[derive(Clone, Copy)]
pub struct TickElement<'a> {
    /// The id.
    pub id: &'a TickId,
    /// The time that stands beside the id: engine time, or what a client gave.
    pub time: Timestamp,
    /// The message, to be written in whatever form.
    pub message: &'a dyn erased_serde::Serialize,
}

impl fmt::Debug for TickElement<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TickElement").field("id", self.id).field("time", &self.time).finish_non_exhaustive()
    }
}

impl<P: Payload> AnyTick for Tick<P> {
    fn key(&self) -> Option<Cow<'_, str>> {
        self.value.key().map(Key::label)
    }

    fn id(&self) -> Option<&TickId> {
        Self::id(self)
    }

    fn write_elements(&self, out: &mut Vec<u8>) -> usize {
        let elements = self.value.elements();
        for (position, (message, stamp)) in elements.iter().zip(&self.stamps).enumerate() {
            if position > 0 {
                out.push(b',');
            }
            write_beside(stamp, message, out);
        }
        elements.len()
    }

    fn element(&self, place: usize) -> Option<TickElement<'_>> {
        let (message, stamp) = (self.value.elements().get(place)?, self.stamps.get(place)?);
        Some(TickElement { id: &stamp.id, time: stamp.time, message })
    }

    fn element_any(&self, place: usize) -> Option<&dyn Any> {
        self.value.elements().get(place).map(|message| message as _)
    }

    fn write_element(&self, place: usize, out: &mut Vec<u8>) {
        if let (Some(message), Some(stamp)) = (self.value.elements().get(place), self.stamps.get(place)) {
            write_beside(stamp, message, out);
        }
    }

    fn describe(&self) -> String {
        match (P::SHAPE, self.value.elements()) {
            (Shape::Value | Shape::Basket, [only]) => format!("{only:?}"),
            (_, elements) => format!("{elements:?}"),
        }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn into_any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync> {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{IdPlaces, RunId};

    fn tick<P: Payload>(value: P) -> Tick<P> {
        let time = Timestamp::from_secs(1);
        let mut ids = IdPlaces::new(1);
        ids.begin_cycle(time);
        let stamps = (0..value.elements().len()).map(|place| Stamp { id: ids.id(RunId::SIMULATED, 0, place), time });
        let stamps: Stamps = stamps.collect();
        Tick::new(value, stamps)
    }

    fn json<P: Payload>(value: P) -> String {
        let mut out = Vec::new();
        tick(value).write_elements(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn an_array_has_the_elements_of_all_ticks_and_empty_lists_have_none() {
        let lists = [vec![], vec![1.5], vec![], vec![2.5, 3.5], vec![]].map(tick);
        let written = String::from_utf8(write_array(lists.iter().map(|tick| tick as _))).unwrap();
        let array: Vec<serde_json::Value> = serde_json::from_str(&written).unwrap();
        assert_eq!(array.iter().map(|element| &element["value"]).collect::<Vec<_>>(), [1.5, 2.5, 3.5]);
    }

    #[test]
    fn a_number_stands_under_value() {
        assert_eq!(json(1.5_f64), r#"{"id":"00000000Z80000000000000000","timestamp":"1970-01-01T00:00:01","value":1.5}"#);
    }

    #[test]
    fn json_stands_under_value_unless_it_is_an_object_without_an_id_of_its_own() {
        let shown = |value: serde_json::Value| {
            let mut shown: serde_json::Value = serde_json::from_str(&json(value)).unwrap();
            let shown = shown.as_object_mut().unwrap();
            assert_eq!((shown.remove("id").is_some(), shown.remove("timestamp").is_some()), (true, true));
            serde_json::json!(shown)
        };
        for value in [serde_json::json!([1, 2]), serde_json::json!("text"), serde_json::json!({ "id": 7, "x": 1 })] {
            assert_eq!(shown(value.clone()), serde_json::json!({ "value": value }));
        }
        assert_eq!(shown(serde_json::json!({ "x": { "id": 7 } })), serde_json::json!({ "x": { "id": 7 } }));
    }

    #[test]
    fn a_list_gives_an_object_an_element() {
        let text = json(vec![1_u8, 2]);
        let parsed: Vec<serde_json::Value> = serde_json::from_str(&format!("[{text}]")).unwrap();
        assert_eq!(parsed.len(), 2);
        assert_ne!(parsed[0]["id"], parsed[1]["id"]);
    }
}

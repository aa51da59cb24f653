//! Values from outside that wait for their cycle.

use std::any::Any;

use super::Context;
use crate::channel::TypedBatch;
use crate::channel::{Batch, BatchShape, Payload, Stamp, Stamps, Tick};

/// The values that one input has for the coming cycles: those of one batch.
#[derive(Debug)]
pub struct Arrivals<P> {
    waiting: std::vec::IntoIter<Arrival<P>>,
    together: bool,
}

/// A value with the stamps of its elements, or without any if the engine is to make them.
#[derive(Debug)]
struct Arrival<P> {
    value: P,
    stamps: Stamps,
}

impl<P> Default for Arrivals<P> {
    fn default() -> Self {
        Self { waiting: Vec::new().into_iter(), together: false }
    }
}

/// Stamps of the first values of a burst, as their senders got them.
#[derive(Debug, Default)]
pub struct GivenStamps(Vec<Stamps>);

impl GivenStamps {
    /// Puts others in their place. (A method, so that it works on a variable and on a reference to one alike.)
    #[inline(always)]
    pub fn replace(&mut self, other: Self) {
        *self = other;
    }

    /// The stamps of the values at these places; none for a value that came later.
    pub(crate) fn at(&self, places: impl IntoIterator<Item = usize>) -> Self {
        Self(places.into_iter().map(|place| self.0.get(place).cloned().unwrap_or_default()).collect())
    }

    /// The ticks of a channel in this cycle with their ids and times, as the outside sees them.
    pub fn stamp<P: Payload>(&self, cx: &Context, channel: usize, values: &[P]) -> Vec<Tick<P>> {
        let mut given = self.0.iter().cloned();
        let mut position = 0;
        values.iter().map(|value| stamped(cx, channel, &mut position, given.next(), value.clone())).collect()
    }

    pub(crate) fn into_inner(self) -> Vec<Stamps> {
        self.0
    }
}

/// A value as a tick, with the stamps that it was given or else those of its place among the ticks of the cycle.
pub(crate) fn stamped<P: Payload>(cx: &Context, channel: usize, position: &mut usize, given: Option<Stamps>, value: P) -> Tick<P> {
    let first = *position;
    *position += places(&value);
    let mut stamps = given.unwrap_or_default();
    // Of a list that a cycle collects, only the first elements may have come from outside.
    let unstamped = first + stamps.len()..first + value.elements().len();
    stamps.extend(unstamped.map(|place| Stamp { id: cx.tick_id(channel, place), time: cx.now() }));
    Tick::new(value, stamps)
}

/// How many ids a tick takes: one for each element. An empty list takes one too, so that no other tick gets its id.
pub(crate) fn places<P: Payload>(value: &P) -> usize {
    value.elements().len().max(1)
}

impl<P: Payload> Arrivals<P> {
    /// Gives the values of one cycle to `publish`, and their stamps.
    #[inline]
    pub fn take(&mut self, mut publish: impl FnMut(P)) -> GivenStamps {
        let mut given = Vec::new();
        for Arrival { value, stamps } in self.waiting.by_ref() {
            if !stamps.is_empty() {
                given.push(stamps);
            }
            publish(value);
            if !self.together {
                break;
            }
        }
        GivenStamps(given)
    }
}

/// [`Arrivals`] of a type that the holder does not know.
pub trait AnyArrivals {
    /// Takes a batch in. Only to be called when nothing is waiting.
    fn accept(&mut self, batch: Batch);
    /// Takes in what an asynchronous source gave: a `Vec` of the channel's type.
    fn accept_values(&mut self, values: Box<dyn Any + Send>);
    /// Whether nothing is waiting.
    fn is_empty(&self) -> bool;
    /// Takes out what is waiting, so that other values go before it.
    fn set_aside(&mut self) -> Box<dyn Any>;
    /// Puts back what was set aside.
    fn take_back(&mut self, waiting: Box<dyn Any>);
}

impl<P: Payload> AnyArrivals for Arrivals<P> {
    fn accept(&mut self, batch: Batch) {
        debug_assert!(self.is_empty());
        if let Ok(batch) = batch.values.downcast::<TypedBatch<P>>() {
            self.together = batch.shape == BatchShape::Together;
            let arrivals = batch.ticks.map(Tick::into_parts).map(|(value, stamps)| Arrival { value, stamps });
            self.waiting = arrivals.collect::<Vec<_>>().into_iter();
        }
    }

    fn accept_values(&mut self, values: Box<dyn Any + Send>) {
        debug_assert!(self.is_empty());
        if let Ok(values) = values.downcast::<Vec<P>>() {
            self.together = false;
            let arrivals = values.into_iter().map(|value| Arrival { value, stamps: Stamps::new() });
            self.waiting = arrivals.collect::<Vec<_>>().into_iter();
        }
    }

    fn is_empty(&self) -> bool {
        self.waiting.len() == 0
    }

    fn set_aside(&mut self) -> Box<dyn Any> {
        Box::new(std::mem::take(self))
    }

    fn take_back(&mut self, waiting: Box<dyn Any>) {
        if let Ok(waiting) = waiting.downcast() {
            *self = *waiting;
        }
    }
}

//! One row: an element of a tick.

use std::borrow::Cow;
use std::sync::Arc;

use crate::channel::{AnyTick, Payload, Tick};
use crate::message::Message;
use crate::{TickId, Timestamp};

/// One row of a state or of a history: a tick, or one element of a list.
#[derive(Debug, Clone)]
pub struct Row {
    /// The tick.
    pub tick: Arc<dyn AnyTick>,
    /// Which element of it; 0 unless it is a list.
    pub element: usize,
}

impl Row {
    /// The rows of a tick: one, of a list one for each element.
    pub fn all(tick: &Arc<dyn AnyTick>) -> impl Iterator<Item = Self> {
        let is_there = |element: &usize| tick.element(*element).is_some();
        (0..).take_while(is_there).map(|element| Self { tick: Arc::clone(tick), element })
    }

    /// The id.
    pub fn id(&self) -> Option<&TickId> {
        self.tick.element(self.element).map(|element| element.id)
    }

    /// The time.
    pub fn time(&self) -> Option<Timestamp> {
        self.tick.element(self.element).map(|element| element.time)
    }

    /// The key of the basket, if its channel is one.
    pub fn key(&self) -> Option<Cow<'_, str>> {
        self.tick.key()
    }

    /// The message, to be written in whatever form.
    pub fn message(&self) -> Option<&dyn erased_serde::Serialize> {
        self.tick.element(self.element).map(|element| element.message)
    }

    /// The message, if it is a `T`.
    pub fn downcast_ref<T: Message>(&self) -> Option<&T> {
        self.tick.element_any(self.element)?.downcast_ref()
    }

    /// Appends it to `out` as a JSON object: `id` and `timestamp`, then the fields of the message.
    pub fn write_json(&self, out: &mut Vec<u8>) {
        self.tick.write_element(self.element, out);
    }
}

/// A [`Row`] of a known type.
#[derive(Debug)]
pub struct Held<P> {
    pub(crate) tick: Arc<Tick<P>>,
    pub(crate) element: u32,
}

impl<P> Clone for Held<P> {
    fn clone(&self) -> Self {
        Self { tick: Arc::clone(&self.tick), element: self.element }
    }
}

impl<P: Payload> Held<P> {
    /// The rows of a tick.
    pub(crate) fn all(tick: &Arc<Tick<P>>) -> impl Iterator<Item = Self> {
        (0..).take(tick.value().elements().len()).map(|element| Self { tick: Arc::clone(tick), element })
    }

    pub(crate) fn message(&self) -> &P::Element {
        &self.tick.value().elements()[self.element as usize]
    }

    pub(crate) fn id(&self) -> &TickId {
        self.tick.id_of(self.element as usize)
    }

    /// The row, without its type.
    pub(crate) fn row(&self) -> Row {
        Row { tick: Arc::clone(&self.tick) as _, element: self.element as usize }
    }

    /// The same, for who needs the row no longer.
    pub(crate) fn into_row(self) -> Row {
        Row { tick: self.tick, element: self.element as usize }
    }

    /// The row by itself, so that it does not keep the rest of a list alive.
    pub(crate) fn alone(self) -> Self {
        if self.tick.value().elements().len() == 1 {
            return self;
        }
        match self.tick.alone(self.element as usize) {
            Some(tick) => Self { tick: Arc::new(tick), element: 0 },
            None => self,
        }
    }
}

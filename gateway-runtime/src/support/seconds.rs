//! Spans of time on the wire: numbers of seconds.

use serde::{Deserializer, Serializer};

use crate::message::Spans;

#[doc(hidden)]
pub fn serialize<T: Spans, S: Serializer>(spans: &T, serializer: S) -> Result<S::Ok, S::Error> {
    spans.write(serializer)
}

#[doc(hidden)]
pub fn deserialize<'de, T: Spans, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::read(deserializer)
}

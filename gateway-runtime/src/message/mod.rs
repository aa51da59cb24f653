//! Messages: what flows on channels, and how they look from outside.

mod columns;
mod decode;
mod fields;
mod json;
mod problems;
mod reader;
mod schema;
mod spans;
mod strict;

pub use columns::{Column, ColumnType, FieldColumn};
#[doc(hidden)]
pub use columns::{struct_column, tagged_column};
pub use decode::{Location, Problem};
pub(crate) use decode::{check, compile_schema, decode, decode_good, faults_of};
#[doc(hidden)]
pub use fields::{FieldAt, Fields, Found, field, found, part, place};
pub use reader::Reader;
pub use schema::{Definitions, FieldSchema, Schema, VariantSchema};
pub(crate) use schema::{is_object_schema, object_schema, tagged_schema, unit_enum_schema};
#[doc(hidden)]
pub use spans::Spans;
pub(crate) use strict::{Inner, Strict};

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A plain struct or enum that flows on a channel.
///
/// Implement it with the attribute [`#[message]`](macro@crate::message), never by hand. Numbers, `bool` and
/// `String` are messages too.
///
/// A message has no hidden fields: id and time of a tick stand beside it, in the [`Tick`](crate::Tick).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a message",
    label = "not a message",
    note = "annotate the declaration of `{Self}` with `#[message]`"
)]
pub trait Message: Clone + fmt::Debug + Send + Sync + Serialize + DeserializeOwned + Schema + 'static {
    /// Whether [`before`](Self::before) does anything.
    #[doc(hidden)]
    const HAS_BEFORE: bool = false;

    /// Runs what `#[message(before = ..)]` names on a value that comes from outside, before it is read.
    ///
    /// # Errors
    /// The reason why the value is refused.
    fn before(value: Value) -> Result<Value, Invalid> {
        Ok(value)
    }

    /// What is wrong with this message, if it were one from outside: held against the constraints of its fields, and if these
    /// are met, against the user's own check. Nothing inside the graph does so by itself; a node may ask.
    ///
    /// ```
    /// use gateway_runtime::prelude::*;
    /// use gateway_runtime::Message;
    ///
    /// #[message]
    /// pub struct Order {
    ///     #[message(minimum = 1)]
    ///     pub quantity: u32,
    /// }
    ///
    /// let problems = Order { quantity: 0 }.problems();
    /// assert_eq!(problems[0].msg, "Input should be greater than or equal to 1");
    /// ```
    fn problems(&self) -> Vec<Problem> {
        problems::of(self)
    }

    /// Whether its fields stand beside `id` and `timestamp` on the wire. Otherwise the whole of it stands under `value`.
    #[doc(hidden)]
    fn is_flat(&self) -> bool {
        true
    }

    /// Runs the user's own check, `#[message(validate = ..)]`, on a value that comes from outside.
    ///
    /// # Errors
    /// The reason why the value is refused.
    fn validate(&self) -> Result<(), Invalid> {
        Ok(())
    }
}

/// Why a message from outside is refused: by a check of the user's own.
///
/// ```
/// use gateway_runtime::message::Invalid;
/// let invalid = Invalid::field("x", "value must be non-negative");
/// assert_eq!(invalid.to_string(), "value must be non-negative");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    /// The field at fault, if it is one.
    pub field: Option<&'static str>,
    /// What is wrong, as a sentence.
    pub reason: String,
}

impl Invalid {
    /// The message as a whole is refused.
    pub fn new(reason: impl Into<String>) -> Self {
        Self { field: None, reason: reason.into() }
    }

    /// One field is refused.
    pub fn field(field: &'static str, reason: impl Into<String>) -> Self {
        Self { field: Some(field), reason: reason.into() }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Invalid {}

impl<S: Into<String>> From<S> for Invalid {
    fn from(reason: S) -> Self {
        Self::new(reason)
    }
}

macro_rules! messages {
    ($($type:ty),*) => { $(impl Message for $type {})* };
}

messages!(bool, i8, i16, i32, i64, u8, u16, u32, u64, f32, f64, String);

//! Reading values of one type from outside, one after the other.

use std::marker::PhantomData;
use std::sync::OnceLock;

use jsonschema::Validator;
use serde_json::Value;

use super::{Message, Problem, decode};

/// Reads messages from JSON that comes from outside, with their defaults, limits and checks.
///
/// ```
/// use gateway_runtime::message::Reader;
/// use gateway_runtime::prelude::*;
/// use serde_json::json;
///
/// #[message]
/// pub struct Order {
///     #[message(minimum = 1)]
///     pub quantity: u32,
/// }
///
/// let orders = Reader::<Order>::default();
/// assert_eq!(orders.read(&json!({ "quantity": 5 })).unwrap().quantity, 5);
/// assert_eq!(orders.read(&json!({ "quantity": 0 })).unwrap_err()[0].kind, "greater_than_equal");
/// ```
#[derive(Debug)]
pub struct Reader<T> {
    /// The compiled schema, once it was needed.
    validator: OnceLock<Option<Validator>>,
    of: PhantomData<fn() -> T>,
}

impl<T> Default for Reader<T> {
    fn default() -> Self {
        Self { validator: OnceLock::new(), of: PhantomData }
    }
}

impl<T: Message> Reader<T> {
    /// Reads one message.
    ///
    /// # Errors
    /// Everything that is wrong with it, each fault with the way to it from the message.
    pub fn read(&self, value: &Value) -> Result<T, Vec<Problem>> {
        decode(value, &self.validator)
    }
}

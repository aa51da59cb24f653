//! `#[message]`, with its documentation for users.

/// Declares a message: a plain struct or enum that flows on a channel, or a type of one of its fields.
///
/// The type gets `Clone`, `Debug`, serde's traits (unless it derives them itself), a JSON Schema, and the checks of its
/// constraints, which are run on what comes from outside.
///
/// | `#[message(..)]` | where | meaning |
/// |---|---|---|
/// | `before = path` | type | a function `fn(Json) -> Result<Json, E>` that may make a value from outside uniform, before it is read, or refuse it; `Json` is `serde_json::Value` |
/// | `validate = path` | type | a function `fn(&Self) -> Result<(), E>`, `E: Into<Invalid>`, that may refuse a value |
/// | `default`, `default = value` | field | may be absent: the default of its type, or this value |
/// | `minimum`, `maximum`, `exclusive_minimum`, `exclusive_maximum` | field | limits of a number |
/// | `min_length`, `max_length`, `pattern` | field | limits of a text |
///
/// Fields are numbers, `bool`, `char`, `String`, [`Timestamp`](crate::Timestamp), `Duration`, `jiff::civil::Date` and `Time`,
/// [`Json`](crate::Json), other messages; and options, lists, arrays, sets, boxes of these, and maps with texts as keys. A `Duration` is a
/// number of seconds on the wire.
///
/// All of this is run on what comes from outside and never inside the graph, unless a node asks:
/// [`Message::problems`](crate::Message::problems). `before` and `validate` are those of the message itself, not of messages inside
/// it.
///
/// An enum without fields is a text on the wire, and can be the key of a [`Basket`](crate::Basket). An enum with fields
/// is an object that has the name of the variant under `type`.
///
/// ```
/// use gateway_runtime::prelude::*;
///
/// #[message]
/// pub enum Side { Buy, Sell }
///
/// /// One order, as a client sent it.
/// #[message(validate = Order::check)]
/// pub struct Order {
///     #[message(pattern = "^[A-Z]+$")]
///     pub symbol: String,
///     pub side: Side,
///     #[message(minimum = 1, maximum = 1_000_000)]
///     pub quantity: u32,
///     /// Limit price; none for a market order.
///     pub price: Option<f64>,
///     #[message(default = "manual")]
///     pub source: String,
/// }
///
/// impl Order {
///     fn check(&self) -> Result<(), Invalid> {
///         if self.price.is_some_and(|price| price <= 0.0) {
///             return Err(Invalid::field("price", "a price is positive"));
///         }
///         Ok(())
///     }
/// }
/// ```
pub use gateway_macros::message;

// The gateway that random inputs are for: also included by the fuzz targets.

use gateway_runtime::prelude::*;

/// A message with fields of every kind.
#[message]
pub struct Order {
    #[message(min_length = 1, max_length = 8)]
    pub symbol: String,
    #[message(minimum = 1)]
    pub quantity: u32,
    pub price: Option<f64>,
    #[message(default)]
    pub legs: Vec<Leg>,
    #[message(default = Timestamp::EPOCH)]
    pub due: Timestamp,
}

#[message]
pub struct Leg {
    pub ratio: i64,
}

#[message]
pub enum Venue {
    A,
    B,
}

#[channels]
pub struct Desk {
    #[channel(send, stage, state(key = symbol), history = 10, lookup)]
    pub orders: Channel<Order>,
    #[channel(send)]
    pub lists: Channel<Vec<Leg>>,
    #[channel(send)]
    pub quotes: Basket<Venue, f64>,
    #[channel(send)]
    pub notes: Basket<String, String>,
    #[channel(send)]
    pub anything: Channel<Json>,
}

#[module]
pub struct Reader {}

#[module(channels = Desk)]
impl Reader {
    #[node]
    fn read(&mut self, orders: &Order) {
        let _ = orders;
    }

    /// Takes arguments of many kinds.
    #[command]
    fn set(&mut self, name: String, limit: Option<u32>, legs: Vec<Leg>, due: Duration) -> usize {
        let _ = (limit, due);
        name.len() + legs.len()
    }
}

#[gateway(channels = Desk)]
#[allow(deprecated, reason = "most channels are there for the outside")]
pub struct App {
    reader: Reader,
}

/// Where bodies are sent.
pub const CHANNELS: [&str; 7] = ["orders", "lists", "quotes", "quotes/A", "notes", "notes/x", "anything"];

/// What is queried.
pub const STATE: &str = "orders";

/// What takes other bodies.
pub const POSTED: [&str; 4] =
    ["/api/v1/stage/orders", "/api/v1/stage/orders?id=1,x", "/api/v1/modules/reader/commands/set", "/api/v1/sql"];

//! The gateway under test: every form of channel, and a node that can be held.

use std::collections::{BTreeMap, HashMap};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{LazyLock, Mutex};

use gateway_rest::Rest;
use gateway_runtime::prelude::*;

/// One order, as a client sent it.
#[message(validate = Order::check)]
pub struct Order {
    /// What is bought.
    #[message(min_length = 1, max_length = 8)]
    pub symbol: String,
    pub side: Side,
    #[message(minimum = 1, maximum = 1_000_000)]
    pub quantity: u32,
    /// Limit price; none for a market order.
    pub price: Option<f64>,
    #[message(default = "manual")]
    pub source: String,
}

#[message]
pub enum Side {
    Buy,
    Sell,
}

impl Order {
    fn check(&self) -> Result<(), Invalid> {
        assert_ne!(self.symbol, "PANIC", "a check with a fault");
        if self.price.is_some_and(|price| price <= 0.0) {
            return Err(Invalid::field("price", "a price is positive"));
        }
        Ok(())
    }
}

/// An order that was filled.
#[message]
pub struct Fill {
    pub order: Order,
    pub price: f64,
}

/// What happens to a session.
#[message]
pub enum Event {
    /// It began.
    Opened { user: String },
    /// It ended.
    Closed { code: i32 },
}

#[message]
pub enum Venue {
    A,
    B,
    C,
}

#[message]
pub struct Quote {
    pub bid: f64,
}

/// The message of the reference's demo.
#[message(validate = Example::check)]
pub struct Example {
    pub x: Option<i64>,
    #[message(default)]
    pub y: String,
    #[message(default)]
    pub z: String,
    #[message(default = Inner { z: 12 })]
    pub internal_csp_struct: Inner,
    #[message(default)]
    pub data: Vec<f64>,
    #[message(default)]
    pub mapping: BTreeMap<String, i64>,
}

#[message]
pub struct Inner {
    pub z: i64,
}

impl Example {
    fn check(&self) -> Result<(), Invalid> {
        if self.x.is_some_and(|x| x < 0) {
            return Err(Invalid::field("x", "value must be non-negative."));
        }
        Ok(())
    }
}

#[channels]
pub struct Desk {
    /// Orders as they come in.
    #[channel(send)]
    pub orders: Channel<Order>,
    /// Orders that were filled.
    ///
    /// A market order is filled at <once> & at 1.
    pub fills: Channel<Fill>,
    #[channel(send)]
    pub order_lists: Channel<Vec<Order>>,
    /// The best quote of each venue.
    #[channel(send)]
    pub quotes: Basket<Venue, Quote>,
    #[channel(send)]
    pub notes: Basket<String, String>,
    #[channel(send)]
    pub levels: Basket<u32, f64>,
    #[channel(send)]
    pub counts: Channel<u64>,
    /// The same, of which the last ones are remembered.
    #[channel(send, history = 5)]
    pub remembered: Basket<String, u64>,
    #[channel(send)]
    pub events: Channel<Event>,
    #[channel(send)]
    pub example: Channel<Example>,
    /// Holds the engine at the gate of this number.
    #[channel(send)]
    pub holds: Channel<u64>,
    pub never_ticks: Channel<Order>,
}

#[module]
pub struct Matcher {}

#[module(channels = Desk)]
impl Matcher {
    #[node(publish(fills))]
    fn fill(&mut self, orders: &Order) -> Fill {
        Fill { order: orders.clone(), price: orders.price.unwrap_or(1.0) }
    }

    #[node]
    fn hold(&mut self, holds: &u64) {
        let gate = GATES.lock().unwrap().remove(holds);
        if let Some(gate) = gate {
            let _ = gate.reached.send(());
            // The gate opens when the test drops its end.
            let _ = gate.opened.recv();
        }
    }
}

static GATES: LazyLock<Mutex<HashMap<u64, Gate>>> = LazyLock::new(Mutex::default);

struct Gate {
    reached: Sender<()>,
    opened: Receiver<()>,
}

/// A gate for the engine: tells when it was reached, and opens when the second part is dropped.
pub fn gate(number: u64) -> (Receiver<()>, Sender<()>) {
    let (reached, at_gate) = channel();
    let (open, opened) = channel();
    GATES.lock().unwrap().insert(number, Gate { reached, opened });
    (at_gate, open)
}

/// Orders become fills.
#[gateway(channels = Desk)]
#[allow(deprecated, reason = "most channels are there to be looked at from outside")]
pub struct App {
    matcher: Matcher,
    #[mount]
    rest: Rest,
}

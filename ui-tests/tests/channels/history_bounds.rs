//! Bounds of histories and lookups that are none.

use gateway_runtime::prelude::*;

#[message]
pub enum Side {
    Buy,
    Sell,
}

#[message]
pub struct Order {
    pub symbol: String,
    pub side: Side,
}

#[message]
pub struct Fill {
    pub account: u32,
    pub price: f64,
    pub order: Order,
}

#[channels]
pub struct Desk {
    #[channel(send, history)]
    pub fills: Channel<Fill>,
    #[channel(send, history = 0, lookup = "0s")]
    pub a: Channel<Fill>,
    #[channel(send, history = "ten", lookup = 1.5)]
    pub b: Channel<Fill>,
    #[channel(send, history = (1, 2), lookup(rows = 5))]
    pub c: Channel<Fill>,
    #[channel(send, history = (), lookup = -5)]
    pub d: Channel<Fill>,
}

#[module]
pub struct Log {}

#[module(channels = Desk)]
impl Log {
    #[node]
    fn log(&mut self, fills: &Fill) {
        println!("{fills:?}");
    }
}

fn main() {}

//! A state of a channel that has no fields.

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
    #[channel(send, state(key = account))]
    pub fills: Channel<f64>,
}

#[module]
pub struct Log {}

#[module(channels = Desk)]
impl Log {
    #[node]
    fn log(&mut self, fills: &f64) {
        println!("{fills:?}");
    }
}

fn main() {}

//! Dynamic channels and static fields are not remembered.

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
    #[channel(send)]
    pub fills: Channel<Fill>,
    #[channel(send, state(key = account), history = 5, lookup)]
    pub extra: Dynamic,
    #[channel(history = 5)]
    #[config(default = 1.0)]
    pub factor: Static<f64>,
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

//! States of one name, or with one key.

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
    #[channel(send, state(key = account), state(key = order.symbol), state(key = account, alias = again))]
    pub fills: Channel<Fill>,
    #[channel(send, state(key = (account, order.side, account), alias = fills))]
    pub others: Channel<Fill>,
    #[channel(send, state(key = account, alias = others))]
    pub more: Channel<Fill>,
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

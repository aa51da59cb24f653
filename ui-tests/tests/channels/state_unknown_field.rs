//! A key of a state that is no field of the message, nor of one inside it.

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
    #[channel(send, state(key = acount), state(key = (account, order.symbl), alias = by_order))]
    pub fills: Channel<Fill>,
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

//! States whose key is not said, or not as a key is.

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
    #[channel(send, state)]
    pub fills: Channel<Fill>,
    #[channel(send, state(key = ()), state(key = account + 1), state(key = "account"), state(key = order.0))]
    pub others: Channel<Fill>,
    #[channel(send, state = account, state(keys = account), state(key = account, alias = "name", max_keys = 0))]
    pub more: Channel<Fill>,
    #[channel(send, state(key = account, max_keys = 0))]
    pub none: Channel<Fill>,
    #[channel(send, state(key = (account, price, order.symbol, order.side, id), alias = five))]
    pub basket: Basket<String, Fill>,
    #[channel(send, state(key = (a, b, c, d, e, f)))]
    pub long: Basket<String, Fill>,
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

//! States that a channel set does not have.

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
    #[channel(send, state(key = order.symbol), state(key = (account, order.side), alias = by_account))]
    pub fills: Channel<Fill>,
    #[channel(send)]
    pub orders: Channel<Order>,
}

#[module]
pub struct Log {}

#[module(channels = Desk)]
impl Log {
    #[node]
    fn a(&mut self, fils: Changes<String, Fill>) {
        println!("{fils:?}");
    }

    #[node]
    fn b(&mut self, orders: Changes<String, Order>) {
        println!("{orders:?}");
    }
}

fn main() {}

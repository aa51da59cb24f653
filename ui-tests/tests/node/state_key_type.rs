//! Another key than the state has.

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
    fn a(&mut self, fills: Changes<u32, Fill>) {
        println!("{fills:?}");
    }

    #[node]
    fn b(&mut self, orders: &Order, by_account: State<(Side, u32), Fill>) {
        println!("{orders:?} {by_account:?}");
    }
}

fn main() {}

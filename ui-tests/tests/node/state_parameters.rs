//! States are read as they are: whole, in the cycle, by nodes of modules.

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
    fn a(&mut self, orders: &Order, #[key("a".to_owned())] fills: State<String, Fill>) {
        println!("{orders:?} {fills:?}");
    }

    #[node]
    async fn b(orders: Order, fills: State<'_, String, Fill>) {
        println!("{orders:?} {fills:?}");
    }

    #[node]
    fn c(&mut self, orders: &Order, fills: State<Fill>) {
        println!("{orders:?} {fills:?}");
    }
}

fn main() {}

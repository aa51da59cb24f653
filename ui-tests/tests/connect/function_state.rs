//! A function that reads a state.

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

#[node]
fn total(fills: Changes<u32, Fill>) -> usize {
    fills.len()
}

fn main() {}

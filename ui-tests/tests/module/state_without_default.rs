//! The state of a module has no default.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub orders: Channel<u32>,
}

#[message]
pub enum Side {
    Buy,
    Sell,
}

#[module]
pub struct Desk {
    #[state]
    last: Side,
}

#[module(channels = Bus)]
impl Desk {
    #[node]
    fn fill(&mut self, orders: &u32) {
        println!("{orders}");
    }
}

fn main() {}

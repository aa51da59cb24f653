//! A blocking node does its work with its module at hand.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub orders: Channel<u32>,
    pub fills: Channel<u32>,
    pub reports: Channel<String>,
}

#[module]
pub struct Desk {}

#[module(channels = Bus)]
impl Desk {
    #[node(blocking, publish(fills))]
    fn fill(&mut self, orders: &u32) -> u32 {
        *orders
    }
}

fn main() {}

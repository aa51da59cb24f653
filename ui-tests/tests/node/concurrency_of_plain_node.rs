//! A node that runs within its cycle has arguments of async nodes.

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
    #[node(publish(fills), concurrency = 8, unordered)]
    fn fill(&mut self, orders: &u32) -> u32 {
        *orders
    }
}

fn main() {}

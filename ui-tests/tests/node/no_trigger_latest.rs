//! A node only samples, so it never runs.

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
    #[node(publish(fills))]
    fn fill(&mut self, orders: Latest<u32>) -> Option<u32> {
        orders.get().copied()
    }
}

fn main() {}

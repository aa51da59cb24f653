//! One channel is read by two parameters of a node.

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
    #[node]
    fn fill(&mut self, orders: &u32, #[channel(orders)] all: Ticks<u32>) {
        println!("{orders} {}", all.len());
    }
}

fn main() {}

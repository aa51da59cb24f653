//! Ticks with ids are read where there are none: through feedback, and as a sample.

#![allow(unused, deprecated)]

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub orders: Channel<u32>,
    pub fills: Channel<u32>,
}

#[module]
pub struct Desk {}

#[module(channels = Bus)]
impl Desk {
    #[node(publish(fills))]
    fn fill(&mut self, orders: Option<&u32>, fills: Ticks<Tick<u32>>) -> Option<u32> {
        orders.copied()
    }
}

#[gateway(channels = Bus)]
pub struct App {
    desk: Desk,
}

fn main() {}

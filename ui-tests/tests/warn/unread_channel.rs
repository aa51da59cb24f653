//! Nobody reads a channel.
#![deny(deprecated)]

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
    fn fill(&mut self, orders: &u32) -> u32 {
        *orders
    }
}

#[gateway(channels = Bus)]
pub struct App {
    desk: Desk,
}

fn main() {}

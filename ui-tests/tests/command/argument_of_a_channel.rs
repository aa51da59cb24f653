//! A command reads a channel.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub orders: Channel<u32>,
    pub fills: Channel<u32>,
}

#[module]
pub struct Desk {
    limit: u32,
}

#[module(channels = Bus)]
impl Desk {
    #[command]
    fn report(&self, orders: Latest<u32>) -> Option<u32> {
        (*orders).copied()
    }
}

fn main() {}

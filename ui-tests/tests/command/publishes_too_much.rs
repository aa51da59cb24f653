//! A command returns more than an answer and a value.

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
    #[command(publish(fills))]
    fn fill(&self) -> (u32, u32, u32) {
        (1, 2, 3)
    }
}

fn main() {}

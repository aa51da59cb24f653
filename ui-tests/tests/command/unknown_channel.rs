//! A command publishes a channel that does not exist.

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
    #[command(publish(fill))]
    fn fill(&self) -> u32 {
        1
    }
}

fn main() {}

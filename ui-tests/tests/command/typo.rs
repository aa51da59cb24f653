//! A word of the attribute has a typo.

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
    #[command(publsh(fills))]
    fn fill(&self) -> u32 {
        1
    }
}

fn main() {}

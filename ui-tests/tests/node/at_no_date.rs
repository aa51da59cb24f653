//! The date of a timer is none.

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
    #[node(at = "2026-02-30T09:00", publish(fills))]
    fn fill(&mut self) -> u32 {
        1
    }
}

fn main() {}

//! A cron expression has too few fields.

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
    #[node(cron = "0 9", publish(fills))]
    fn fill(&mut self) -> u32 {
        1
    }
}

fn main() {}

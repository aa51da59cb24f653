//! A node has two timers.

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
    #[node(every = "1s", cron = "0 9 * * *", publish(fills))]
    fn fill(&mut self) -> u32 {
        1
    }
}

fn main() {}

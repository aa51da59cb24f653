//! A source has a timer by the calendar.

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
    #[node(source, cron = "0 9 * * *", publish(fills))]
    fn fill(&mut self) -> Option<(Timestamp, u32)> {
        None
    }
}

fn main() {}

//! A sample has another type than its channel.

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
    #[node(publish(fills))]
    fn fill(&mut self, orders: &u32, reports: Latest<u64>) -> u32 {
        *orders + u32::from(reports.get().is_some())
    }
}

fn main() {}

//! A period has a time zone.

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
    #[node(every = "1s", zone = "Europe/London", publish(fills))]
    fn fill(&mut self) -> u32 {
        1
    }
}

fn main() {}

//! The time of a timer is a span of time.

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
    #[node(at = Duration::from_secs(1), publish(fills))]
    fn fill(&mut self) -> u32 {
        1
    }
}

fn main() {}

//! A source has an argument of async nodes.

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
    #[node(source, publish(fills), timeout = "1s")]
    fn fill(&mut self) -> Option<(Timestamp, u32)> {
        None
    }
}

fn main() {}

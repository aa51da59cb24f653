//! `#[optional]` stands on the engine time.

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
    #[node(every = "1s")]
    fn fill(&mut self, #[optional] now: Timestamp) {
        println!("{now}");
    }
}

fn main() {}

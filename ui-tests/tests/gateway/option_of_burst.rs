//! A channel that can tick several times in a cycle is read as `Option<&T>`.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub orders: Channel<u32>,
    #[channel(send)]
    pub limits: Channel<u32>,
    pub fills: Channel<u32>,
}

#[module]
pub struct Desk {}

#[module(channels = Bus)]
impl Desk {
    #[node(publish(fills))]
    fn fill(&mut self, orders: &u32) -> u32 {
        *orders
    }

    #[node(publish(fills))]
    fn refill(&mut self, limits: &u32) -> u32 {
        *limits
    }
}

#[module]
pub struct Log {}

#[module(channels = Bus)]
impl Log {
    #[node]
    fn log(&mut self, fills: Option<&u32>) {
        println!("{fills:?}");
    }
}

#[gateway(channels = Bus)]
pub struct App {
    desk: Desk,
    log: Log,
}

fn main() {}

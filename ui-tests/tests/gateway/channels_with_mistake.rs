//! A channel set with a mistake is used: that is no further mistake.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(sent)]
    pub orders: Channel<u32>,
}

#[module]
pub struct Log {}

#[module(channels = Bus)]
impl Log {
    #[node]
    fn log(&mut self, orders: &u32) {
        println!("{orders}");
    }
}

#[gateway(channels = Bus)]
pub struct App {
    log: Log,
}

fn main() {}

//! A feedback breaks no loop.
#![deny(deprecated)]

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub orders: Channel<u32>,
}

#[module]
pub struct Log {}

#[module(channels = Bus)]
impl Log {
    #[node]
    fn log(&mut self, #[feedback] orders: &u32) {
        println!("{orders}");
    }
}

#[gateway(channels = Bus)]
pub struct App {
    log: Log,
}

fn main() {}

//! `open` is given a value.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
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

#[gateway(channels = Bus, open = true)]
pub struct App {
    log: Log,
}

fn main() {}

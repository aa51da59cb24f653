//! A message is a field of a gateway.

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
    fn log(&mut self, orders: &u32) {
        println!("{orders}");
    }
}

#[message]
pub struct Order {
    pub quantity: u32,
}

#[gateway(channels = Bus)]
pub struct App {
    log: Log,
    order: Order,
}

fn main() {}

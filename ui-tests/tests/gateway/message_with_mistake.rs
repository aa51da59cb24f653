//! A message with a mistake is used: that is no further mistake.

use gateway_runtime::prelude::*;

#[message]
pub struct Order {
    pub id: u64,
}

#[channels]
pub struct Bus {
    #[channel(send)]
    pub orders: Channel<Order>,
}

#[module]
pub struct Log {}

#[module(channels = Bus)]
impl Log {
    #[node]
    fn log(&mut self, orders: &Order) {
        println!("{orders:?}");
    }
}

#[gateway(channels = Bus)]
pub struct App {
    log: Log,
}

fn main() {}

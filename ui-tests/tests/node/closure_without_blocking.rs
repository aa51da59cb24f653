//! A node returns a closure, and is not blocking.

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
    #[node(publish(fills))]
    fn fill(&mut self, orders: &u32) -> impl FnOnce() -> u32 + Send + use<> {
        let orders = *orders;
        move || orders
    }
}

fn main() {}

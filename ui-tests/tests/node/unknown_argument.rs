//! An argument of `#[node]` is misspelled.

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
    #[node(publishes(fills))]
    fn fill(&mut self, orders: &u32) -> u32 {
        *orders
    }
}

fn main() {}

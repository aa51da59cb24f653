//! The channels of a module are given as a text.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub orders: Channel<u32>,
}

#[module]
pub struct Desk {}

#[module(channels = "Bus")]
impl Desk {
    #[node]
    fn fill(&mut self, orders: &u32) {
        println!("{orders}");
    }
}

fn main() {}

//! A module has two `impl` blocks with nodes.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub orders: Channel<u32>,
}

#[module]
pub struct Desk {}

#[module(channels = Bus)]
impl Desk {
    #[node]
    fn fill(&mut self, orders: &u32) {
        println!("{orders}");
    }
}

#[module(channels = Bus)]
impl Desk {
    #[node]
    fn log(&mut self, orders: &u32) {
        println!("{orders}");
    }
}

fn main() {}

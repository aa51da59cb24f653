//! The channels of a module are a plain struct.

use gateway_runtime::prelude::*;

pub struct Bus {
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

fn main() {}

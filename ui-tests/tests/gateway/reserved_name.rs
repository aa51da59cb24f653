//! A part has the name of a setting that every gateway has.

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

#[gateway(channels = Bus)]
pub struct App {
    hold_until: Desk,
}

fn main() {}

//! The struct of a module lacks `#[module]`.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub orders: Channel<u32>,
}

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
    desk: Desk,
}

fn main() {}

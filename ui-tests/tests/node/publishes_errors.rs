//! A node publishes the reserved channel `errors`.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub orders: Channel<u32>,
    pub errors: Channel<Failure>,
}

#[module]
pub struct Desk {}

#[module(channels = Bus)]
impl Desk {
    #[node(publish(errors))]
    fn fill(&mut self, orders: &u32) -> Option<Failure> {
        println!("{orders}");
        None
    }
}

#[gateway(channels = Bus)]
pub struct App {
    desk: Desk,
}

fn main() {}

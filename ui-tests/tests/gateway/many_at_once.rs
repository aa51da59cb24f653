//! A gateway has several mistakes, which are reported together.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub orders: Channel<u32>,
    pub quotes: Channel<u32>,
    pub fills: Channel<u32>,
    pub limits: Channel<u32>,
}

#[module]
pub struct Desk {}

#[module(channels = Bus)]
impl Desk {
    #[node(publish(fills))]
    fn fill(&mut self, orders: &u32, limits: Latest<u32>, quotes: Latest<u32>) -> Vec<u32> {
        vec![*orders, limits.get().copied().unwrap_or(0), quotes.get().copied().unwrap_or(0)]
    }
}

#[module]
pub struct Risk {}

#[module(channels = Bus)]
impl Risk {
    #[node(publish(limits))]
    fn limit(&mut self, fills: Option<&u32>) -> Option<u32> {
        fills.copied()
    }
}

#[gateway(channels = Bus)]
pub struct App {
    desk: Desk,
    risk: Risk,
}

fn main() {}

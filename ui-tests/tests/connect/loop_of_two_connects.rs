//! Two functions that feed each other through channels of two modules.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub orders: Channel<u32>,
    pub fills: Channel<u32>,
    pub limits: Channel<u32>,
}

#[node]
fn smaller(one: Ticks<u32>, other: Ticks<u32>) -> Option<u32> {
    one.into_iter().chain(other).min().copied()
}

#[node]
fn rest(value: &u32) -> u32 {
    100 - *value
}

#[module]
pub struct Desk {}

#[module(channels = Bus)]
impl Desk {
    #[connect]
    fn filling(&self) {
        let least = smaller(orders, limits);
        fills = rest(least);
    }
}

#[module]
pub struct Risk {}

#[module(channels = Bus)]
impl Risk {
    #[connect]
    fn limiting(&self) {
        limits = rest(fills);
    }
}

#[gateway(channels = Bus)]
pub struct App {
    desk: Desk,
    risk: Risk,
}

fn main() {}

//! Three modules feed each other without feedback.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub orders: Channel<u32>,
    pub fills: Channel<u32>,
    pub limits: Channel<u32>,
    pub positions: Channel<u32>,
}

#[module]
pub struct Desk {}

#[module(channels = Bus)]
impl Desk {
    #[node(publish(fills))]
    fn fill(&mut self, orders: Option<&u32>, limits: Option<&u32>) -> Option<u32> {
        orders.min(limits).copied()
    }
}

#[module]
pub struct Book {}

#[module(channels = Bus)]
impl Book {
    #[node(publish(positions))]
    fn book(&mut self, fills: &u32) -> u32 {
        *fills
    }
}

#[module]
pub struct Risk {}

#[module(channels = Bus)]
impl Risk {
    #[node(publish(limits))]
    fn limit(&mut self, positions: &u32) -> u32 {
        100 - *positions
    }
}

#[gateway(channels = Bus)]
pub struct App {
    desk: Desk,
    book: Book,
    risk: Risk,
}

fn main() {}

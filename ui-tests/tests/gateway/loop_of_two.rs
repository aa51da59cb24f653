//! Two modules feed each other without feedback.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub orders: Channel<u32>,
    pub fills: Channel<u32>,
    pub limits: Channel<u32>,
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
pub struct Risk {}

#[module(channels = Bus)]
impl Risk {
    #[node(publish(limits))]
    fn limit(&mut self, fills: &u32) -> u32 {
        100 - *fills
    }
}

#[gateway(channels = Bus)]
pub struct App {
    desk: Desk,
    risk: Risk,
}

fn main() {}

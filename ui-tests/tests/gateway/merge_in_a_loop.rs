//! A node in a loop over a channel that keeps one tick of a cycle.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub starts: Channel<u32>,
    #[channel(merge = last)]
    pub turns: Channel<u32>,
}

#[module]
pub struct Count {}

#[module(channels = Bus)]
impl Count {
    #[node(publish(turns))]
    fn count(&mut self, starts: Option<&u32>, turns: Option<&u32>) -> Option<u32> {
        starts.or(turns).copied()
    }
}

#[gateway(channels = Bus)]
pub struct App {
    count: Count,
}

fn main() {}

//! The iterator of a source cannot move to another thread.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub orders: Channel<u32>,
    pub fills: Channel<u32>,
    pub reports: Channel<String>,
}

#[module]
pub struct Desk {}

#[module(channels = Bus)]
impl Desk {
    #[node(source, publish(fills))]
    fn fill(&mut self) -> impl Iterator<Item = (Timestamp, u32)> + use<> {
        std::iter::empty()
    }
}

fn main() {}

//! A source that is not blocking has a rate.

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
    #[node(source, rate = 30, publish(fills))]
    fn fill(&mut self) -> impl Iterator<Item = (Timestamp, u32)> + Send + use<> {
        std::iter::empty()
    }
}

fn main() {}

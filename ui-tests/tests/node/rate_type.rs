//! A rate is no number.

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
    #[node(source, blocking, rate = Duration::from_secs(1), publish(fills))]
    fn fill(&mut self) -> impl Iterator<Item = u32> + Send + use<> {
        std::iter::empty()
    }
}

fn main() {}

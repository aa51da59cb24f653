//! A blocking source gives no value at all.

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
    #[node(source, blocking, rate = 0, publish(fills))]
    fn fill(&mut self) -> impl Iterator<Item = u32> + Send + use<> {
        std::iter::empty()
    }
}

fn main() {}

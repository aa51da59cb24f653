//! A blocking node returns a future.

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
    #[node(blocking, publish(fills))]
    fn fill(&mut self, orders: &u32) -> impl Future<Output = u32> + Send + use<> {
        std::future::ready(*orders)
    }
}

fn main() {}

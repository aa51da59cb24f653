//! The concurrency of an async node is a text.

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
    #[node(publish(fills), concurrency = "8")]
    async fn fill(orders: u32) -> u32 {
        orders
    }
}

fn main() {}

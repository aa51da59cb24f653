//! The timeout of an async node is a number.

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
    #[node(publish(fills), timeout = "5")]
    async fn fill(orders: u32) -> u32 {
        orders
    }
}

fn main() {}

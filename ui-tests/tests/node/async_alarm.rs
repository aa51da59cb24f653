//! An async node without `self` sets alarms.

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
    #[node(publish(fills))]
    async fn fill(orders: u32, _alarm: &mut Alarm<u32>) -> u32 {
        orders
    }
}

fn main() {}

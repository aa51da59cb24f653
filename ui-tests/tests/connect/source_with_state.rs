//! A source with state of its own.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub prices: Channel<f64>,
    #[channel(send)]
    pub orders: Channel<u32>,
    pub signals: Channel<bool>,
}

#[module]
pub struct Feed {}

#[module(channels = Bus)]
impl Feed {
    #[node(source, publish(prices))]
    fn next(&mut self, #[state] count: &mut i64) -> Option<(Timestamp, f64)> {
        *count += 1;
        Some((Timestamp::from_secs(*count), 1.0))
    }
}

fn main() {}

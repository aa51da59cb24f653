//! A line that connects nothing.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub prices: Channel<f64>,
    #[channel(send)]
    pub orders: Channel<u32>,
    pub signals: Channel<bool>,
}

#[node]
fn above(fast: &f64, slow: Latest<f64>) -> Option<bool> {
    Some(fast > (*slow)?)
}

#[module]
pub struct Desk {}

#[module(channels = Bus)]
impl Desk {
    #[connect]
    fn wiring(&self) {
        let limit = 0.5;
        signals = above(prices, prices);
    }
}

fn main() {}

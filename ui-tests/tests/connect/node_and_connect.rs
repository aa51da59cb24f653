//! A method that is a node and connects.

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
    #[node]
    #[connect]
    fn wiring(&self) {
        signals = above(prices, prices);
    }
}

fn main() {}

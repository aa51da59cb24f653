//! The inputs do not tell the type of an edge.

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
fn map<T, U>(value: &T, #[param] function: impl Fn(&T) -> U) -> U {
    function(value)
}

#[module]
pub struct Desk {}

#[module(channels = Bus)]
impl Desk {
    #[connect]
    fn wiring(&self) {
        let half = map(prices, |price| price / 2.0);
        signals = map(half, |half| *half > 1.0);
    }
}

fn main() {}

//! State of a private type, of a private function that a public module connects.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub prices: Channel<f64>,
    #[channel(send)]
    pub orders: Channel<u32>,
    pub signals: Channel<bool>,
}

#[derive(Default)]
struct Average(f64);

#[node]
fn mean(value: &f64, #[state] average: &mut Average) -> bool {
    average.0 += (value - average.0) / 2.0;
    average.0 > 1.0
}

#[module]
pub struct Desk {}

#[module(channels = Bus)]
impl Desk {
    #[connect]
    fn wiring(&self) {
        signals = mean(prices);
    }
}

fn main() {}

//! Ids and times of one key.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub prices: Channel<f64>,
    #[channel(send)]
    pub quotes: Basket<u8, f64>,
    pub best: Basket<u8, f64>,
}

#[node]
fn same(value: &f64) -> f64 {
    *value
}

#[node]
fn stamped(value: &Tick<f64>) -> f64 {
    *value.value()
}

#[module]
pub struct Desk {}

#[module(channels = Bus)]
impl Desk {
    #[connect]
    fn wiring(&self) {
        best[1] = stamped(quotes[1]);
    }
}

fn main() {}

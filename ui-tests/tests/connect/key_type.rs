//! Keys of other types than those of the baskets.

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
        best["a"] = same(quotes["b"]);
    }
}

fn main() {}

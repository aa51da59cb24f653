//! A basket with other keys, published under the key of the tick.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub quotes: Basket<String, f64>,
    #[channel(send)]
    pub levels: Basket<u32, f64>,
    #[channel(send)]
    pub prices: Channel<f64>,
}

#[module]
pub struct Book {}

#[module(channels = Bus)]
impl Book {
    #[node(per_key, publish(levels))]
    fn log(&mut self, quotes: &f64) -> f64 {
        *quotes
    }
}

fn main() {}

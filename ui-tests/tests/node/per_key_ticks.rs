//! Ticks of another basket under the key of the tick.

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
    #[node(per_key)]
    fn log(&mut self, quotes: &f64, #[channel(quotes)] #[key] others: Ticks<f64>) {
        println!("{quotes} {others:?}");
    }
}

fn main() {}

//! A node that is to run for each key, and reads no basket.

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
    fn log(&mut self, #[key] name: &String, quotes: Ticks<Keyed<String, f64>>) {
        println!("{name} {quotes:?}");
    }
}

fn main() {}

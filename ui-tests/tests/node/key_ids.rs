//! Ids of the ticks of one key.

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
    #[node]
    fn log(&mut self, #[key("a")] quotes: &Tick<f64>) {
        println!("{quotes:?}");
    }
}

fn main() {}

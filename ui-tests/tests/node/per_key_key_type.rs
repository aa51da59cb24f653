//! The key of a tick as another type.

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
    fn log(&mut self, #[key] name: &u32, quotes: &f64) {
        println!("{name} {quotes}");
    }
}

fn main() {}

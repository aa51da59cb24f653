//! The key of a tick in a node that runs for none.

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
    fn log(&mut self, #[key] name: &String, quotes: &Keyed<String, f64>) {
        println!("{name} {quotes:?}");
    }
}

fn main() {}

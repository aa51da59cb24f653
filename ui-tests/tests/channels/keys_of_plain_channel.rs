//! Keys of a channel that has none.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub prices: Channel<f64>,
    #[channel(send, keys = ["a"])]
    pub levels: Channel<f64>,
}

#[module]
pub struct Book {}

#[module(channels = Bus)]
impl Book {
    #[node]
    fn log(&mut self, prices: &f64) {
        println!("{prices}");
    }
}

fn main() {}

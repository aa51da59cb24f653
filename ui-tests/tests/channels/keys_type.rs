//! A declared key of another type.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub prices: Channel<f64>,
    #[channel(send, keys = [1, "two"])]
    pub levels: Basket<u32, f64>,
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

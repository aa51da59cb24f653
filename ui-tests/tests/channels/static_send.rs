//! A static field that is to take values from outside.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub prices: Channel<f64>,
    #[channel(send)]
    pub factor: Static<f64>,
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

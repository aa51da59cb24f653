//! A node publishes a static field.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub prices: Channel<f64>,
    #[config(default = 1.0)]
    pub factor: Static<f64>,
}

#[module]
pub struct Book {}

#[module(channels = Bus)]
impl Book {
    #[node(publish(factor))]
    fn log(&mut self, prices: &f64) -> f64 {
        *prices
    }
}

fn main() {}

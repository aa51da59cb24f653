//! A static field that does not exist.

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
    #[node]
    fn log(&mut self, prices: &f64, #[field] facter: &f64) {
        println!("{prices} {facter}");
    }
}

fn main() {}

//! A static field without a default, in a gateway without settings for its channels.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub prices: Channel<f64>,
    pub factor: Static<f64>,
}

#[module]
pub struct Book {}

#[module(channels = Bus)]
impl Book {
    #[node]
    fn log(&mut self, prices: &f64, #[field] factor: &f64) {
        println!("{prices} {factor}");
    }
}

#[gateway(channels = Bus)]
pub struct App {
    book: Book,
}

fn main() {}

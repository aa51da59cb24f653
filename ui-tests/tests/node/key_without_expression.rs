//! A key that is not given.

use gateway_runtime::prelude::*;

#[message]
pub enum Venue {
    Xetra,
    Tradegate,
}

#[channels]
pub struct Bus {
    #[channel(send)]
    pub quotes: Basket<Venue, f64>,
    pub best: Basket<Venue, f64>,
    #[channel(send)]
    pub prices: Channel<f64>,
    #[channel(merge = collect)]
    pub lists: Channel<Vec<f64>>,
}

#[module]
pub struct Book {}

#[module(channels = Bus)]
impl Book {
    #[node]
    fn log(&mut self, #[key()] quotes: &f64) {
        println!("{quotes}");
    }
}

fn main() {}

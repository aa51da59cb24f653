//! A value of another type, published under one key.

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
    #[node(publish(best[Venue::Xetra]))]
    fn log(&mut self, prices: &f64) -> Keyed<Venue, f64> {
        Keyed::new(Venue::Xetra, *prices)
    }
}

fn main() {}

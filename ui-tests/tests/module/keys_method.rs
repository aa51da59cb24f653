//! Keys that are named by a method of another form.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub prices: Channel<f64>,
    #[channel(send)]
    pub levels: Basket<u32, f64>,
}

#[module]
pub struct Book {}

#[module(channels = Bus)]
impl Book {
    #[keys(levels)]
    fn levels(&mut self) -> Vec<u32> {
        Vec::new()
    }
}

fn main() {}

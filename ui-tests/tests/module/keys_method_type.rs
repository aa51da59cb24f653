//! Keys of another type, named by a module.

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
    fn levels(&self) -> Vec<String> {
        Vec::new()
    }
}

fn main() {}

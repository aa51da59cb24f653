//! The type of an argument cannot be read.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub orders: Channel<u32>,
    pub fills: Channel<u32>,
}

pub struct Price {
    pub euros: f64,
}

#[module]
pub struct Desk {
    limit: u32,
}

#[module(channels = Bus)]
impl Desk {
    #[command]
    fn set_price(&mut self, price: Price) {
        self.limit = price.euros as u32;
    }
}

fn main() {}

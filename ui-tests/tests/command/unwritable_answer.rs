//! The type of an answer cannot be written.

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
    fn price(&self) -> Price {
        Price { euros: 1.0 }
    }
}

fn main() {}

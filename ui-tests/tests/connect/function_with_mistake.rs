//! A module connects a function that has a mistake: one message.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub prices: Channel<f64>,
    #[channel(send)]
    pub orders: Channel<u32>,
    pub signals: Channel<bool>,
}

#[node]
fn above(price: &f64, limit: f64) -> bool {
    *price > limit
}

#[module]
pub struct Desk {}

#[module(channels = Bus)]
impl Desk {
    #[connect]
    fn wiring(&self) {
        signals = above(prices, 0.5);
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated)]
pub struct App {
    desk: Desk,
}

fn main() {}

//! An edge is annotated with another type than the function gives.

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
fn ema(value: &f64, #[state] average: &mut Option<f64>, #[param] alpha: f64) -> f64 {
    let next = average.map_or(*value, |average| average + alpha * (value - average));
    *average = Some(next);
    next
}

#[node]
fn is_large(order: &u32) -> bool {
    *order > 10
}

#[module]
pub struct Desk {}

#[module(channels = Bus)]
impl Desk {
    #[connect]
    fn wiring(&self) {
        let fast: u32 = ema(prices, 0.5);
        signals = is_large(fast);
    }
}

fn main() {}

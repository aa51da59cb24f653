//! A line reads an edge of another `#[connect]`.

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
fn above(fast: &f64, slow: Latest<f64>) -> Option<bool> {
    Some(fast > (*slow)?)
}

#[module]
pub struct Desk {}

#[module(channels = Bus)]
impl Desk {
    #[connect]
    fn averages(&self) {
        let fast = ema(prices, 0.5);
    }

    #[connect]
    fn crossing(&self) {
        let slow = ema(prices, 0.1);
        signals = above(fast, slow);
    }
}

fn main() {}

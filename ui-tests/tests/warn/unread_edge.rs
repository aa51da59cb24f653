//! Nobody reads an edge.
#![deny(unused_variables)]

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
    fn wiring(&self) {
        let fast = ema(prices, 0.5);
        let slow = ema(prices, 0.1);
        signals = above(fast, prices);
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated)]
pub struct App {
    desk: Desk,
}

fn main() {}

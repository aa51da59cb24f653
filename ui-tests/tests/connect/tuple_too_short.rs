//! One of two values is taken.

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
fn split(order: &u32) -> (Option<u32>, Option<u32>) {
    if order % 2 == 0 { (Some(*order), None) } else { (None, Some(*order)) }
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
        let even = split(orders);
        signals = is_large(even);
    }
}

fn main() {}

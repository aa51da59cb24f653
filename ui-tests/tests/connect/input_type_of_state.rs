//! A channel carries another type than a function with state reads, which gives nothing to an edge.

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
fn rises(value: &f64, #[state] last: &mut f64) -> bool {
    *value > std::mem::replace(last, *value)
}

#[module]
pub struct Desk {}

#[module(channels = Bus)]
impl Desk {
    #[connect]
    fn wiring(&self) {
        signals = rises(orders);
    }
}

fn main() {}

//! `Option<&T>` of an edge that can tick several times in a cycle.

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
fn repeat(order: &u32) -> impl Iterator<Item = u32> + use<> {
    std::iter::repeat_n(*order, 2)
}

#[node]
fn is_large(order: Option<&u32>) -> bool {
    order.is_some_and(|order| *order > 10)
}

#[module]
pub struct Desk {}

#[module(channels = Bus)]
impl Desk {
    #[connect]
    fn wiring(&self) {
        let twice = repeat(orders);
        signals = is_large(twice);
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated)]
pub struct App {
    desk: Desk,
}

fn main() {}

//! Functions as nodes.

use gateway_runtime::nodes::{ema_of_span, map};
use gateway_runtime::prelude::*;

use super::graph::Trade;

#[message]
pub enum Side {
    Long,
    Short,
}

#[channels]
pub struct Desk {
    #[channel(send)]
    pub trades: Channel<Trade>,
    pub signals: Channel<Side>,
}

#[module]
pub struct Crossover {
    fast: f64,
    slow: f64,
}

#[module(channels = Desk)]
impl Crossover {
    #[connect]
    fn wiring(&self) {
        let price: f64 = map(trades, |trade: &Trade| trade.price);
        let fast = ema_of_span(price, self.fast);
        let slow = ema_of_span(price, self.slow);
        signals = side(fast, slow);
    }
}

#[node]
fn side(fast: &f64, slow: Latest<f64>) -> Option<Side> {
    Some(if *fast > *(*slow)? { Side::Long } else { Side::Short })
}

#[gateway(channels = Desk, open)]
pub struct App {
    crossover: Crossover,
}

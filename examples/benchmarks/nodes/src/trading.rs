//! `pipeline`: the messages, the channels and the sink.

use gateway_runtime::prelude::*;

/// One trade.
#[message]
#[derive(Copy)]
pub struct Trade {
    /// The symbol's number.
    pub symbol: usize,
    /// Price.
    pub price: f64,
    /// Size.
    pub size: f64,
}

/// The position held and what it has earned.
#[message]
#[derive(Copy)]
pub struct Position {
    /// 1 or −1; 0 before the first trade.
    pub side: i8,
    /// Whether this trade turned the position round.
    pub flipped: bool,
    /// Profit since the start.
    pub profit: f64,
}

/// The channels of the pipeline.
#[channels]
#[derive(Debug)]
pub struct Trading {
    /// Trades as they happen.
    pub trades: Channel<Trade>,
    /// The average price of the trade's symbol.
    pub vwap: Channel<f64>,
    /// The side to be on.
    pub side: Channel<i8>,
    /// The position.
    pub position: Channel<Position>,
    /// The profit at an alert.
    pub alerts: Channel<f64>,
}

/// Counts and sums alerts.
#[module]
#[derive(Debug, Default)]
pub struct Sink {
    /// How many alerts there were.
    #[state]
    pub ticks: u64,
    /// The sum of the profits.
    #[state]
    pub sum: f64,
}

#[module(channels = Trading)]
impl Sink {
    #[node]
    fn record(&mut self, alerts: &f64) {
        self.ticks += 1;
        self.sum += *alerts;
    }
}

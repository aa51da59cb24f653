//! The volume-weighted average price of each symbol.

use std::collections::BTreeMap;

use gateway_runtime::prelude::*;

use super::{Average, Bus, Symbol, Trade};

/// Averages the prices of each symbol, weighted by size.
#[module]
#[derive(Debug)]
pub struct Vwap {
    #[state]
    sums: BTreeMap<Symbol, Sums>,
}

#[derive(Debug, Default)]
struct Sums {
    notional: f64,
    volume: f64,
}

#[module(channels = Bus)]
impl Vwap {
    #[node(publish(vwaps))]
    fn on_trade(&mut self, trades: &Trade) -> Keyed<Symbol, Average> {
        let sums = self.sums.entry(trades.symbol).or_default();
        sums.notional += trades.price * trades.size;
        sums.volume += trades.size;
        let average = Average { symbol: trades.symbol, vwap: sums.notional / sums.volume, volume: sums.volume };
        Keyed::new(average.symbol, average)
    }
}

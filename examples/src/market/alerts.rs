//! Alerts on turns of the position.

use gateway_runtime::prelude::*;

use super::{Alert, Average, Bus, Position, Symbol, Totals, Trade};

/// Raises an alert when the position turns round at a price far from the average, with much won or lost.
#[module]
#[derive(Debug)]
pub struct Alerts {
    /// How much must be won or lost.
    #[config(default = 1.0)]
    profit: f64,
    /// How far the price must be from the average of its symbol.
    #[config(default = 0.05)]
    distance: f64,
    #[state]
    totals: Totals,
}

#[module(channels = Bus)]
impl Alerts {
    #[node(publish(alerts))]
    fn judge(&mut self, trades: &Trade, vwaps: Ticks<Keyed<Symbol, Average>>, positions: Option<&Position>) -> Option<Alert> {
        let position = positions.filter(|position| position.flipped && position.profit.abs() > self.profit)?;
        let vwap = vwaps.last()?.value.vwap;
        let far = (trades.price - vwap).abs() > self.distance;
        far.then_some(Alert { symbol: trades.symbol, price: trades.price, vwap, side: position.side, profit: position.profit })
    }

    #[node(publish(totals))]
    fn add(&mut self, alerts: &Alert) -> Totals {
        self.totals.count += 1;
        self.totals.sum += alerts.profit;
        self.totals
    }
}

impl Alerts {
    /// All alerts so far, added up.
    pub fn totals(&self) -> Totals {
        self.totals
    }
}

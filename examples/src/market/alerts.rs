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

    /// Sets when an alert is raised, and tells it.
    ///
    /// What is left out stays as it is.
    #[command]
    fn set_thresholds(
        &mut self,
        /// How much must be won or lost.
        #[command(minimum = 0)]
        profit: Option<f64>,
        /// How far the price must be from the average of its symbol.
        #[command(minimum = 0)]
        distance: Option<f64>,
    ) -> Thresholds {
        self.profit = profit.unwrap_or(self.profit);
        self.distance = distance.unwrap_or(self.distance);
        Thresholds { profit: self.profit, distance: self.distance }
    }

    /// Begins to add up anew, and tells what there was.
    #[command(publish(totals))]
    fn reset(&mut self) -> (Totals, Totals) {
        (std::mem::take(&mut self.totals), self.totals)
    }
}

/// When an alert is raised.
#[message]
pub struct Thresholds {
    /// How much must be won or lost.
    pub profit: f64,
    /// How far the price must be from the average of its symbol.
    pub distance: f64,
}

impl Alerts {
    /// All alerts so far, added up.
    pub fn totals(&self) -> Totals {
        self.totals
    }
}

//! The trading signal: a fast average of prices against a slow one.

use gateway_runtime::prelude::*;

use super::{Bus, Side, Trade};

/// Says long while the fast exponential average of all prices is above the slow one, else short.
#[module]
#[derive(Debug)]
pub struct Crossover {
    /// Over how many trades the fast average reaches.
    #[config(default = 10_u32)]
    fast: u32,
    /// Over how many trades the slow average reaches.
    #[config(default = 50_u32)]
    slow: u32,
    #[state]
    averages: Option<Averages>,
}

#[derive(Debug, Clone, Copy)]
struct Averages {
    fast: f64,
    slow: f64,
}

#[module(channels = Bus)]
impl Crossover {
    #[start]
    fn check(&mut self) -> Result<(), String> {
        if self.fast == 0 || self.fast >= self.slow {
            return Err(format!("setting `fast` must be at least 1 and less than `slow`; they are {} and {}", self.fast, self.slow));
        }
        Ok(())
    }

    #[node(publish(signals))]
    fn on_trade(&mut self, trades: &Trade) -> Side {
        // The first price starts both averages.
        let averages = self.averages.get_or_insert(Averages { fast: trades.price, slow: trades.price });
        averages.fast += weight(self.fast) * (trades.price - averages.fast);
        averages.slow += weight(self.slow) * (trades.price - averages.slow);
        if averages.fast > averages.slow { Side::Long } else { Side::Short }
    }
}

/// How much the newest price counts in an average over `trades` trades.
fn weight(trades: u32) -> f64 {
    2.0 / (f64::from(trades) + 1.0)
}

//! The trading signal: a fast average of prices against a slow one.

use gateway_runtime::nodes::{ema_of_span, map};
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

    #[connect]
    fn crossing(&self) {
        let price: f64 = map(trades, |trade: &Trade| trade.price);
        let fast = ema_of_span(price, f64::from(self.fast));
        let slow = ema_of_span(price, f64::from(self.slow));
        signals = side(fast, slow);
    }
}

/// The side to be on, whenever both averages tick.
#[node]
fn side(fast: &f64, slow: Option<&f64>) -> Option<Side> {
    Some(if *fast > *slow? { Side::Long } else { Side::Short })
}

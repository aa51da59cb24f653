//! The position and its profit.

use gateway_runtime::prelude::*;

use super::{Bus, Position, Side, Trade};

/// Follows the signal, and keeps account of what that earns.
#[module]
#[derive(Debug)]
pub struct Book {
    #[state]
    held: Option<Held>,
    #[state]
    profit: f64,
}

/// What is held until the next trade, and the price it was last seen at.
#[derive(Debug, Clone, Copy)]
struct Held {
    side: Side,
    price: f64,
}

#[module(channels = Bus)]
impl Book {
    #[node(publish(positions))]
    fn on_trade(&mut self, trades: &Trade, signals: Option<&Side>) -> Option<Position> {
        let side = *signals?;
        let before = self.held.replace(Held { side, price: trades.price });
        if let Some(before) = before {
            self.profit += before.side.sign() * (trades.price - before.price);
        }
        Some(Position { side, flipped: before.is_some_and(|before| before.side != side), profit: self.profit })
    }
}

impl Book {
    /// What the position has earned so far.
    pub fn profit(&self) -> f64 {
        self.profit
    }
}

//! The messages of the market.

use gateway_runtime::prelude::*;

use super::Symbol;

/// One trade.
#[message]
#[derive(Copy, PartialEq)]
pub struct Trade {
    /// What was traded.
    pub symbol: Symbol,
    /// The price of one piece.
    #[message(exclusive_minimum = 0)]
    pub price: f64,
    /// How many pieces.
    #[message(exclusive_minimum = 0)]
    pub size: f64,
}

/// The volume-weighted average price of one symbol.
#[message]
#[derive(Copy, PartialEq)]
pub struct Average {
    /// The symbol.
    pub symbol: Symbol,
    /// Its average price.
    pub vwap: f64,
    /// How many pieces were traded.
    pub volume: f64,
}

/// A side of the market.
#[message]
pub enum Side {
    /// Earns when the price rises.
    Long,
    /// Earns when the price falls.
    Short,
}

impl Side {
    /// 1 for long, -1 for short: what a rise by one earns.
    pub fn sign(self) -> f64 {
        match self {
            Self::Long => 1.0,
            Self::Short => -1.0,
        }
    }
}

/// The position held: always one piece, long or short.
#[message]
#[derive(Copy, PartialEq)]
pub struct Position {
    /// The side it is on.
    pub side: Side,
    /// Whether this trade turned it round.
    pub flipped: bool,
    /// What it has earned since the start.
    pub profit: f64,
}

/// The position has turned round at a price far from the average, with much won or lost.
#[message]
#[derive(Copy, PartialEq)]
pub struct Alert {
    /// The symbol of the trade that turned it.
    pub symbol: Symbol,
    /// The price of that trade.
    pub price: f64,
    /// The average price of the symbol.
    pub vwap: f64,
    /// The side it is on now.
    pub side: Side,
    /// What it has earned since the start.
    pub profit: f64,
}

/// All alerts since the start, added up.
#[message]
#[derive(Copy, Default, PartialEq)]
pub struct Totals {
    /// How many there were.
    pub count: u64,
    /// The sum of their profits.
    pub sum: f64,
}

/// When the trades of a feed happen.
#[message]
pub enum Clock {
    /// The first one at the start, the others at their distances from it.
    Live,
    /// At the times that were recorded; generated trades on a fixed day.
    Recorded,
}

//! A market: trades become averages, a trading signal, a position with its profit, and alerts.
//!
//! ```text
//! trades ─┬─▶ Vwap: average price of the symbol ────────┐
//!         ├─▶ Crossover: long or short ─┐               ├─▶ Alerts
//!         ├─────────────▶ Book: position and profit ────┤
//!         └─────────────────────────────────────────────┘
//! ```
//!
//! The graph runs live, or as a [`backtest`](mod@backtest) over the past, and cannot tell which.

mod alerts;
pub mod backtest;
mod book;
mod crossover;
pub mod csv;
mod feed;
mod generator;
mod messages;
mod symbol;
mod vwap;

use gateway_rest::Rest;
use gateway_runtime::prelude::*;

pub use alerts::{Alerts, Thresholds};
pub use book::Book;
pub use crossover::Crossover;
pub use feed::Feed;
pub use generator::generated;
pub use messages::{Alert, Average, Clock, Position, Side, Totals, Trade};
pub use symbol::{InvalidSymbol, Symbol};
pub use vwap::Vwap;

/// The channels of the market.
#[channels]
#[derive(Debug)]
pub struct Bus {
    /// Trades as they happen, of all symbols.
    #[channel(state(key = symbol), history = 100_000, lookup)]
    pub trades: Channel<Trade>,
    /// The volume-weighted average price of each symbol since the start.
    #[channel(state)]
    pub vwaps: Basket<Symbol, Average>,
    /// The side to be on, after each trade.
    pub signals: Channel<Side>,
    /// The position held and what it has earned, after each trade.
    #[channel(history = 100_000)]
    pub positions: Channel<Position>,
    /// Turns of the position that are worth a look: the last one of each symbol, those of a day, each by its id.
    #[channel(state(key = symbol), history = (10_000, "1d"), lookup)]
    pub alerts: Channel<Alert>,
    /// All alerts so far, added up.
    pub totals: Channel<Totals>,
}

/// Watches a market: average prices, a trading signal, position and profit, and alerts.
///
/// `run` shows it live. `backtest [FILE]` runs the same graph over a file of trades, or over generated ones, as fast as
/// it goes, and sums up.
#[gateway(channels = Bus)]
#[derive(Debug)]
pub struct Market {
    feed: Feed,
    vwap: Vwap,
    crossover: Crossover,
    book: Book,
    alerts: Alerts,
    #[mount]
    rest: Rest,
}

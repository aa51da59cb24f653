//! The arithmetic of the `pipeline` workload, shared by all systems so that
//! they differ in the engine and in nothing else.
//!
//! ```text
//! trades ─┬─▶ VWAP of the symbol ────────────┐
//!         ├─▶ EMA(10) against EMA(50): ±1 ─┐ ├─▶ alert ─▶ sink
//!         ├─────────────▶ position, profit ┴─┤
//!         └──────────────────────────────────┘
//! ```
//!
//! In cycle `n` = 1, 2, 3, … the source publishes [`Trade::at`]`(n - 1)`. The
//! averages run over the prices of all symbols as they come. The alert
//! publishes the profit, and only in the cycles that raise one.

use crate::workload::splitmix64;

/// How many symbols are traded.
pub const SYMBOLS: usize = 100;

const FAST: f64 = 2.0 / 11.0;
const SLOW: f64 = 2.0 / 51.0;
const LEAST_PROFIT: f64 = 1.0;
const LEAST_DISTANCE: f64 = 0.05;

/// One trade.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Trade {
    /// The symbol, below [`SYMBOLS`].
    pub symbol: usize,
    /// Price: 100 plus the symbol's number, give or take 1.
    pub price: f64,
    /// Size, 1 to 256.
    pub size: f64,
}

impl Trade {
    /// The trade of that index: every index always gives the same trade.
    #[inline]
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "each part is masked to the width it is cast to")]
    pub fn at(index: u64) -> Self {
        let hash = splitmix64(index);
        let symbol = (hash % SYMBOLS as u64) as u8;
        let noise = f64::from((hash >> 16) as u16) / 65_536.0 - 0.5;
        Self { symbol: usize::from(symbol), price: 100.0 + f64::from(symbol) + 2.0 * noise, size: 1.0 + f64::from((hash >> 40) as u8) }
    }
}

/// Volume-weighted average price of each symbol since the start.
#[derive(Clone, Debug)]
pub struct VwapBook {
    levels: [Level; SYMBOLS],
}

#[derive(Clone, Copy, Debug, Default)]
struct Level {
    notional: f64,
    volume: f64,
}

impl Default for VwapBook {
    fn default() -> Self {
        Self { levels: [Level::default(); SYMBOLS] }
    }
}

impl VwapBook {
    /// Takes a trade in and returns the average price of its symbol.
    #[inline]
    pub fn update(&mut self, trade: &Trade) -> f64 {
        let level = &mut self.levels[trade.symbol];
        level.notional += trade.price * trade.size;
        level.volume += trade.size;
        level.notional / level.volume
    }
}

/// A fast exponential average against a slow one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Crossover {
    averages: Option<(f64, f64)>,
}

impl Crossover {
    /// Takes a price in and returns the side to be on: 1 while the fast average
    /// is above the slow one, else −1. The first price starts both.
    #[inline]
    pub fn update(&mut self, price: f64) -> i8 {
        let (fast, slow) =
            self.averages.map_or((price, price), |(fast, slow)| (fast + FAST * (price - fast), slow + SLOW * (price - slow)));
        self.averages = Some((fast, slow));
        if fast > slow { 1 } else { -1 }
    }
}

/// The position held and what it has earned.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Position {
    /// 1 or −1; 0 before the first trade.
    pub side: i8,
    /// Whether this trade turned the position round.
    pub flipped: bool,
    /// Profit since the start.
    pub profit: f64,
}

/// Follows the crossover and keeps the profit.
#[derive(Clone, Copy, Debug, Default)]
pub struct Account {
    side: i8,
    last_price: f64,
    profit: f64,
}

impl Account {
    /// Takes the side to be on and the price in; what was held until now earns
    /// the difference to the last price.
    #[inline]
    pub fn update(&mut self, side: i8, price: f64) -> Position {
        self.profit += f64::from(self.side) * (price - self.last_price);
        let flipped = self.side * side < 0;
        self.side = side;
        self.last_price = price;
        Position { side, flipped, profit: self.profit }
    }
}

/// Whether the trade raises an alert: the position has flipped, the profit is
/// far from zero and the price far from the symbol's average.
#[inline]
#[must_use]
pub fn raises_alert(trade: &Trade, vwap: f64, position: &Position) -> bool {
    position.flipped && position.profit.abs() > LEAST_PROFIT && (trade.price - vwap).abs() > LEAST_DISTANCE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trades_stay_in_their_ranges() {
        for index in 0..10_000 {
            let trade = Trade::at(index);
            let middle = 100.0 + f64::from(u8::try_from(trade.symbol).unwrap());
            assert!(trade.symbol < SYMBOLS);
            assert!((trade.price - middle).abs() <= 1.0);
            assert!((1.0..=256.0).contains(&trade.size));
        }
    }

    #[test]
    fn vwap_keeps_symbols_apart() {
        let mut book = VwapBook::default();
        let trade = |symbol, price, size| Trade { symbol, price, size };
        let averages = [book.update(&trade(0, 10.0, 1.0)), book.update(&trade(7, 50.0, 4.0)), book.update(&trade(0, 20.0, 3.0))];
        assert_eq!(averages.map(f64::to_bits), [10.0, 50.0, 17.5].map(f64::to_bits));
    }

    #[test]
    fn crossover_follows_the_price() {
        let mut crossover = Crossover::default();
        let sides = [100.0, 101.0, 102.0, 90.0, 80.0].map(|price| crossover.update(price));
        assert_eq!(sides, [-1, 1, 1, -1, -1]);
    }

    #[test]
    fn account_earns_on_what_it_held() {
        let mut account = Account::default();
        let first = account.update(1, 100.0);
        let second = account.update(-1, 103.0);
        let third = account.update(-1, 102.0);
        assert_eq!((first.flipped, second.flipped, third.flipped), (false, true, false));
        let profits = [first.profit, second.profit, third.profit];
        assert_eq!(profits.map(f64::to_bits), [0.0, 3.0, 4.0].map(f64::to_bits));
    }
}

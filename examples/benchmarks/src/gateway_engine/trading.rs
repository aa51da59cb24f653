//! `pipeline`.

use std::hint::black_box;

use gateway_benchmark_nodes::trading::{self, Sink, Trading};
use gateway_runtime::prelude::*;

use super::run;
use crate::pipeline::{Account, Crossover, Position, Trade, VwapBook, raises_alert};
use crate::workload::Outcome;

/// Gives the trades.
#[module]
#[derive(Debug)]
pub struct Feed {
    #[state]
    next: u64,
    #[state]
    end: u64,
}

#[module(channels = Trading)]
impl Feed {
    #[node(source, publish(trades))]
    fn next(&mut self) -> Option<(Timestamp, trading::Trade)> {
        if self.next == self.end {
            return None;
        }
        let Trade { symbol, price, size } = black_box(Trade::at(self.next));
        self.next += 1;
        Some((Timestamp::from_nanos(self.next.cast_signed()), trading::Trade { symbol, price, size }))
    }
}

/// Averages prices by symbol.
#[module]
#[derive(Debug, Default)]
pub struct Vwap {
    #[state]
    book: VwapBook,
}

#[module(channels = Trading)]
impl Vwap {
    #[node(publish(vwap))]
    fn on_trade(&mut self, trades: &trading::Trade) -> f64 {
        black_box(self.book.update(&plain(trades)))
    }
}

/// Says which side to be on, and what that earns.
#[module]
#[derive(Debug, Default)]
pub struct Strategy {
    #[state]
    crossover: Crossover,
    #[state]
    account: Account,
}

#[module(channels = Trading)]
impl Strategy {
    #[node(publish(side))]
    fn cross(&mut self, trades: &trading::Trade) -> i8 {
        black_box(self.crossover.update(trades.price))
    }

    #[node(publish(position))]
    fn hold(&mut self, side: &i8, trades: Option<&trading::Trade>) -> Option<trading::Position> {
        let Position { side, flipped, profit } = black_box(self.account.update(*side, trades?.price));
        Some(trading::Position { side, flipped, profit })
    }
}

/// Raises alerts.
#[module]
#[derive(Debug, Default)]
pub struct Alerts {}

#[module(channels = Trading)]
impl Alerts {
    #[node(publish(alerts))]
    fn watch(&mut self, position: &trading::Position, trades: Option<&trading::Trade>, vwap: Option<&f64>) -> Option<f64> {
        let (trade, vwap) = (plain(trades?), *vwap?);
        let position = Position { side: position.side, flipped: position.flipped, profit: position.profit };
        raises_alert(&trade, vwap, &position).then(|| black_box(position.profit))
    }
}

fn plain(trade: &trading::Trade) -> Trade {
    Trade { symbol: trade.symbol, price: trade.price, size: trade.size }
}

/// Trades, averages, position, alerts.
#[gateway(channels = Trading)]
pub struct App {
    feed: Feed,
    vwap: Vwap,
    strategy: Strategy,
    alerts: Alerts,
    sink: Sink,
}

/// Runs it.
#[must_use]
pub fn pipeline(cycles: u64) -> Outcome<f64> {
    let app = App {
        feed: Feed { next: 0, end: cycles },
        vwap: Vwap::default(),
        strategy: Strategy::default(),
        alerts: Alerts::default(),
        sink: Sink::default(),
    };
    let sink = run(app).sink;
    Outcome { ticks: sink.ticks, sum: sink.sum }
}

//! The first graph, and its test.

use std::process::ExitCode;

use gateway_rest::Rest;
use gateway_runtime::prelude::*;

/// One trade.
#[message]
pub struct Trade {
    pub price: f64,
    #[message(minimum = 1)]
    pub size: u32,
}

#[channels]
pub struct Desk {
    /// Trades as they happen.
    #[channel(send)]
    pub trades: Channel<Trade>,
    /// The volume-weighted average price so far.
    pub vwap: Channel<f64>,
}

/// Averages prices, weighted by size.
#[module]
pub struct Vwap {
    /// Trades smaller than this do not count.
    #[config(default = 1)]
    least: u32,
    #[state]
    notional: f64,
    #[state]
    volume: f64,
}

#[module(channels = Desk)]
impl Vwap {
    #[node(publish(vwap))]
    fn on_trade(&mut self, trades: &Trade) -> Option<f64> {
        if trades.size < self.least {
            return None;
        }
        self.notional += trades.price * f64::from(trades.size);
        self.volume += f64::from(trades.size);
        Some(self.notional / self.volume)
    }
}

#[gateway(channels = Desk)]
pub struct App {
    vwap: Vwap,
    #[mount]
    rest: Rest,
}

fn main() -> ExitCode {
    App::main()
}

use gateway_runtime::testing::TestBench;

#[test]
fn small_trades_do_not_count() {
    let mut bench = TestBench::<App>::with(["vwap.least=10"]);
    bench.send(Desk::trades, Trade { price: 10.0, size: 20 });
    bench.send_at("5s", Desk::trades, Trade { price: 99.0, size: 1 });
    bench.send_at("8s", Desk::trades, Trade { price: 20.0, size: 60 });
    bench.advance("10s");
    bench.expect(Desk::vwap).at(["0s", "8s"]).values([10.0, 17.5]);
}

//! The market against a loop written by hand, and on files.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;

use gateway_examples::market::{Alert, Bus, Market, Totals, Trade, backtest, generated};
use gateway_runtime::prelude::*;

const COUNT: u64 = 20_000;

/// What one trade leads to, reckoned without an engine.
#[derive(Default)]
struct ByHand {
    notional: HashMap<String, f64>,
    volume: HashMap<String, f64>,
    averages: Option<(f64, f64)>,
    position: f64,
    last_price: f64,
    profit: f64,
    alerts: Totals,
}

impl ByHand {
    fn trade(&mut self, trade: &Trade) {
        let symbol = trade.symbol.to_string();
        let notional = self.notional.entry(symbol.clone()).or_default();
        let volume = self.volume.entry(symbol).or_default();
        *notional += trade.price * trade.size;
        *volume += trade.size;
        let vwap = *notional / *volume;

        let (fast, slow) = self.averages.unwrap_or((trade.price, trade.price));
        let fast = fast + 2.0 / 11.0 * (trade.price - fast);
        let slow = slow + 2.0 / 51.0 * (trade.price - slow);
        self.averages = Some((fast, slow));
        let position = if fast > slow { 1.0 } else { -1.0 };

        self.profit += self.position * (trade.price - self.last_price);
        let flipped = position * self.position < 0.0;
        (self.position, self.last_price) = (position, trade.price);

        if flipped && self.profit.abs() > 1.0 && (trade.price - vwap).abs() > 0.05 {
            self.alerts.count += 1;
            self.alerts.sum += self.profit;
        }
    }
}

#[test]
fn a_backtest_agrees_with_a_loop() {
    for seed in [0, 7] {
        let mut expected = ByHand::default();
        (0..COUNT).for_each(|index| expected.trade(&generated(seed, index)));
        let report = backtest::run([format!("feed.seed={seed}").as_str(), format!("feed.count={COUNT}").as_str()]).unwrap();
        assert_eq!((report.trades, report.failures), (COUNT, 0));
        assert!(report.alerts.count > 100, "{report}");
        assert_eq!(report.alerts, expected.alerts);
        assert_eq!(report.profit.to_bits(), expected.profit.to_bits());
    }
}

/// The alerts of a run, with their ids and times.
fn alerts(settings: &[&str]) -> Vec<(String, Timestamp, Alert)> {
    let app = Market::from_settings(["feed.clock=Recorded", "feed.count=5000"].iter().chain(settings).copied()).unwrap();
    let mut simulation = Simulation::new(app).unwrap();
    let alerts = simulation.collect(Bus::alerts);
    simulation.run().unwrap();
    let parts = |tick: Tick<Alert>| (tick.id().unwrap().to_string(), tick.time().unwrap(), tick.into_value());
    alerts.take().into_iter().map(parts).collect()
}

#[test]
fn two_runs_agree_in_everything() {
    let first = alerts(&[]);
    assert!(first.len() > 20);
    assert_eq!(first, alerts(&[]));
    assert_ne!(first, alerts(&["feed.seed=1"]));
}

#[test]
fn generated_trades_keep_their_interval() {
    let app = Market::from_settings(["feed.clock=Recorded", "feed.count=3", "feed.interval=1.5"]).unwrap();
    let mut simulation = Simulation::new(app).unwrap();
    let trades = simulation.collect(Bus::trades);
    simulation.run().unwrap();
    let times: Vec<String> = trades.take().iter().map(|tick| tick.time().unwrap().to_string()).collect();
    assert_eq!(times, ["2026-01-05T09:00:00Z", "2026-01-05T09:00:01.500000Z", "2026-01-05T09:00:03Z"]);
}

/// A file with this text, for one test.
fn file(name: &str, text: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, text).unwrap();
    path
}

#[test]
fn a_file_gives_its_trades_at_their_times() {
    let path = file(
        "good.csv",
        "time,symbol,price,size\n\
         2026-03-02T09:00:00Z,ABC,10,1\n\
         2026-03-02T09:00:00Z,XYZ,50,2\n\
         2026-03-02T09:00:02.5Z,ABC,20,3\n",
    );
    let app = Market::from_settings(["feed.clock=Recorded", &format!("feed.path={}", path.display())]).unwrap();
    let mut simulation = Simulation::new(app).unwrap();
    let vwaps = simulation.collect(Bus::vwaps);
    let summary = simulation.run().unwrap();
    assert_eq!(summary.end.to_string(), "2026-03-02T09:00:02.500000Z");
    let averages = vwaps.take().into_iter().map(|tick| (tick.time().unwrap().to_string(), tick.into_value()));
    let averages: Vec<(String, String, f64)> = averages.map(|(time, vwap)| (time, vwap.key.to_string(), vwap.value.vwap)).collect();
    let expected =
        [("2026-03-02T09:00:00Z", "ABC", 10.0), ("2026-03-02T09:00:00Z", "XYZ", 50.0), ("2026-03-02T09:00:02.500000Z", "ABC", 17.5)];
    assert_eq!(averages, expected.map(|(time, symbol, vwap)| (time.to_owned(), symbol.to_owned(), vwap)));
}

#[test]
fn a_bad_line_is_named_and_nothing_runs() {
    let path = file("bad.csv", "time,symbol,price,size\n2026-03-02T09:00:00Z,ABC,10,1\n2026-03-02T09:00:01Z,ABC,ten,1\n");
    let error = backtest::run([format!("feed.path={}", path.display()).as_str()]).unwrap_err();
    assert_eq!(error.to_string(), format!("module `feed` did not start: {}, line 3: `ten` is no price: a number above 0", path.display()));
}

#[test]
fn averages_must_have_an_order() {
    let error = backtest::run(["crossover.fast=50"]).unwrap_err();
    assert!(error.to_string().contains("`fast` must be at least 1 and less than `slow`; they are 50 and 50"), "{error}");
}

/// Runs the binary; gives its exit code and what it wrote to standard error.
fn market(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_market")).args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_binary_sums_up_or_says_what_is_wrong() {
    let (code, out, err) = market(&["backtest", "--set", "feed.count=1000"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(out.contains("trades                         1000"), "{out}");

    let path = file("worse.csv", "no header\n");
    let path = path.to_str().unwrap();
    for arguments in [["backtest", path], ["backtest", "--set=feed.size=1"]] {
        let (code, out, err) = market(&arguments);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{err}");
        assert!(err.starts_with("market backtest: "), "{err}");
    }
    let (code, _, err) = market(&["run", "--set", &format!("feed.path={path}")]);
    assert_eq!(code, Some(2));
    assert!(err.contains("line 1: expected the header"), "{err}");
}

#[test]
fn a_live_market_trades_from_now_on() {
    let runtime = gateway_runtime::tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let start = Timestamp::now();
        let app = Market::from_settings(["feed.interval=0.001"]).unwrap();
        let live = Live::start(app, LiveOptions::default()).await.unwrap();
        let tick = live.handle().next(Bus::totals.index(), None).await.unwrap();
        let totals: &Tick<Totals> = tick.as_any().downcast_ref().unwrap();
        assert!(totals.value().count > 0);
        assert!((start..=Timestamp::now()).contains(&totals.time().unwrap()));
        assert_eq!(live.stop().await.unwrap().failures, 0);
    });
}

//! The market against a loop written by hand, and on files.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;

use gateway_examples::market::{Bus, Market, Totals, Trade, backtest, generated};
use gateway_runtime::prelude::*;
use gateway_runtime::testing::TestBench;
use serde_json::json;

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

/// A market over the past, with these settings.
fn bench(settings: &[&str]) -> TestBench<Market> {
    TestBench::with(["feed.clock=Recorded"].iter().chain(settings).copied())
}

/// Every tick of a run, with its id and time.
fn transcript(settings: &[&str]) -> String {
    bench(settings).run().transcript()
}

#[test]
fn two_runs_agree_in_every_byte() {
    let first = transcript(&["feed.count=5000"]);
    assert!(first.lines().filter(|line| line.contains(r#""channel":"alerts""#)).count() > 20);
    assert_eq!(first, transcript(&["feed.count=5000"]));
    assert_ne!(first, transcript(&["feed.count=5000", "feed.seed=1"]));
}

#[test]
fn every_machine_and_release_gives_the_same_bytes() {
    insta::assert_snapshot!(transcript(&["feed.count=12", "crossover.fast=1", "crossover.slow=2"]));
}

#[test]
fn every_backtest_gives_the_same_figures() {
    let report = backtest::run(["feed.seed=3", "feed.count=20000"]).unwrap().to_string();
    let same_everywhere = |line: &&str| !line.starts_with("time taken") && !line.starts_with("speed");
    insta::assert_snapshot!(report.lines().filter(same_everywhere).collect::<Vec<_>>().join("\n"));
}

#[test]
fn generated_trades_keep_their_interval() {
    let mut bench = bench(&["feed.count=3", "feed.interval=1.5"]);
    bench.run().expect(Bus::trades).at(["2026-01-05T09:00:00Z", "2026-01-05T09:00:01.5Z", "2026-01-05T09:00:03Z"]);
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
    let mut bench = bench(&[&format!("feed.path={}", path.display())]);
    bench.run();
    assert_eq!(bench.now().to_string(), "2026-03-02T09:00:02.500000Z");
    let averages = bench.expect(Bus::vwaps).at(["0s", "0s", "2.5s"]);
    averages.parts(|average| format!("{} {}", average.key, average.value.vwap), ["ABC 10", "XYZ 50", "ABC 17.5"]);
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

#[test]
fn thresholds_are_set_and_totals_reset_while_it_runs() {
    let mut bench = bench(&["feed.count=20000"]);
    let thresholds = bench.command("alerts", "set_thresholds", &json!({ "profit": 1e9 }));
    assert_eq!(thresholds, Ok(json!({ "profit": 1e9, "distance": 0.05 })));
    bench.run();
    bench.expect(Bus::alerts).none();
    assert_eq!(bench.command("alerts", "reset", &json!({})), Ok(json!({ "count": 0, "sum": 0.0 })));
    bench.expect(Bus::totals).parts(|totals| totals.count, [0]);
}

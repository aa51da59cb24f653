//! How long queries of a state take while ticks arrive, and what a row costs.
//!
//! ```text
//! cargo run --release --manifest-path examples/benchmarks/tables/Cargo.toml
//! ```
//!
//! A source fills a state of 100,000 keys, or of 1,000,000, and then goes on to tick some 100,000 times a second. Each query is asked in
//! the same process, without HTTP: `typed` ones are answered from the rows, those in SQL by DuckDB, after the table has been brought up
//! to what has ticked. The median and the worst of a hundred count, by the wall clock.

use std::borrow::Cow;
use std::time::{Duration, Instant};

use gateway_runtime::prelude::*;
use gateway_runtime::state::{Form, Parameters, Query, Question};
use gateway_runtime::tokio::runtime::Runtime;
use gateway_runtime::{Handle, Live, LiveOptions};
use gateway_tables::{Settings, Tables};
use serde_json::{Value, json};

/// A trade of one of many symbols, some 120 bytes of JSON.
#[message]
pub struct Trade {
    symbol: String,
    number: u64,
    price: f64,
    size: u32,
    side: Side,
    at: Timestamp,
}

/// Which way.
#[message]
pub enum Side {
    /// In.
    Buy,
    /// Out.
    Sell,
}

/// The channel.
#[channels]
pub struct Desk {
    /// Trades.
    #[channel(state(key = symbol))]
    pub trades: Channel<Trade>,
}

/// Ticks trades: each symbol once, as fast as it goes, then a hundred random ones each millisecond.
#[module]
pub struct Feed {
    keys: u64,
    #[state]
    next: u64,
    #[state]
    random: u64,
}

#[module(channels = Desk)]
impl Feed {
    #[node(every = "1ms", publish(trades))]
    fn tick(&mut self, now: Timestamp) -> Vec<Trade> {
        let count = if self.next < self.keys { 20_000 } else { 100 };
        (0..count).map(|_| self.trade(now)).collect()
    }
}

impl Feed {
    fn trade(&mut self, now: Timestamp) -> Trade {
        let number = if self.next < self.keys {
            self.next
        } else {
            // The multiplier of Knuth's MMIX.
            self.random = self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.random >> 33) % self.keys
        };
        self.next += 1;
        let price = f64::from(u32::try_from(number % 1_000).unwrap_or_default());
        let side = if number.is_multiple_of(2) { Side::Buy } else { Side::Sell };
        Trade { symbol: format!("S{number:07}"), number, price, size: 100, side, at: now }
    }
}

/// The gateway.
#[gateway(channels = Desk)]
#[allow(deprecated, reason = "nobody reads the trades inside the graph")]
pub struct App {
    feed: Feed,
}

/// How often each query is asked.
const TIMES: usize = 100;

fn main() {
    let runtime = Runtime::new().expect("a runtime");
    for keys in [100_000, 1_000_000] {
        runtime.block_on(measure(keys));
    }
}

async fn measure(keys: u64) {
    let before = memory();
    let setting = format!("feed.keys={keys}");
    let live = Live::start(App::from_settings([setting.as_str()]).expect("settings"), LiveOptions::default()).await.expect("a start");
    let handle = live.handle();
    let filled = Instant::now();
    while handle.keeper().stats().states[0].keys < usize::try_from(keys).unwrap_or_default() {
        gateway_runtime::tokio::time::sleep(Duration::from_millis(5)).await;
    }
    println!("\n{keys} keys, filled in {:.1?}", filled.elapsed());
    let kept = memory();
    println!("{:40} {:>8} bytes", "memory of a row in the state", kept.saturating_sub(before) / keys);

    let symbol = format!("S{:07}", keys / 2);
    let number = keys / 2;
    typed(handle, "typed: by key", &json!({ "filters": [{ "attr": "symbol", "by": { "value": symbol } }] })).await;
    typed(handle, "typed: filter to 1 row", &json!({ "filters": [{ "attr": "number", "by": { "value": number } }] })).await;
    typed(handle, "typed: filter to 1,000 rows", &json!({ "filters": [{ "attr": "number", "by": { "value": 1_000, "where": "<" } }] })).await;
    typed(handle, "typed: all rows, as JSON", &json!({})).await;

    let mut settings = Settings::default();
    settings.memory_limit = 4 << 30;
    settings.max_rows = 2_000_000;
    Tables::new(settings).provide(handle).expect("tables");
    let first = Instant::now();
    ask(handle, "SELECT count(*) FROM trades").await;
    println!("{:40} {:>8.1?}", "SQL: the first question fills the table", first.elapsed());
    println!("{:40} {:>8} bytes", "memory of a row in the table", memory().saturating_sub(kept) / keys);
    sql(handle, "SQL: by key", &format!("SELECT * FROM trades WHERE symbol = '{symbol}'")).await;
    sql(handle, "SQL: filter to 1,000 rows", "SELECT * FROM trades WHERE number < 1000").await;
    sql(handle, "SQL: filter, order, limit 100", "SELECT * FROM trades WHERE price > 500 ORDER BY price DESC, symbol LIMIT 100").await;
    sql(handle, "SQL: 1,000 groups", "SELECT price, count(*), sum(size), max(\"at\") FROM trades GROUP BY price").await;
    println!("{:40} {:>8} bytes", "memory of a row, after all this", memory().saturating_sub(before) / keys);
    live.stop().await.expect("a stop");
}

async fn typed(handle: &Handle, name: &str, query: &Value) {
    let none: [(Cow<'_, str>, Cow<'_, str>); 0] = [];
    let query = Query::read(handle.channels()[0], Some(query), &none).expect("a good query");
    let times = if name.contains("all rows") { 10 } else { TIMES };
    let mut taken = Vec::new();
    let mut bytes = 0;
    for _ in 0..times {
        let began = Instant::now();
        handle.keeper().settled().await.expect("an engine");
        let mut out = Vec::new();
        query.rows(handle.keeper(), 0).iter().for_each(|row| query.write(row, &mut out));
        bytes = out.len();
        taken.push(began.elapsed());
    }
    show(name, taken, bytes);
}

async fn ask(handle: &Handle, sql: &str) -> usize {
    let question = Question { sql: sql.to_owned(), parameters: Parameters::default(), limit: None, form: Form::Json, tables: None };
    handle.tables().expect("tables").ask(question).await.expect("an answer").bytes.len()
}

async fn sql(handle: &Handle, name: &str, sql: &str) {
    let mut taken = Vec::new();
    let mut bytes = 0;
    for _ in 0..TIMES {
        let began = Instant::now();
        bytes = ask(handle, sql).await;
        taken.push(began.elapsed());
    }
    show(name, taken, bytes);
}

fn show(name: &str, mut taken: Vec<Duration>, bytes: usize) {
    taken.sort_unstable();
    println!("{name:40} {:>8.2?} {:>8.2?}   {bytes} bytes", taken[taken.len() / 2], taken[taken.len() - 1]);
}

/// The resident memory of this process, in bytes.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or_default() * 1024
}

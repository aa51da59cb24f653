//! How long queries of a state take, while nothing ticks and while ticks arrive, and what a row costs.
//!
//! ```text
//! cargo run --release --manifest-path examples/benchmarks/tables/Cargo.toml              # 100,000 keys, then 1,000,000
//! cargo run --release --manifest-path examples/benchmarks/tables/Cargo.toml -- 100000
//! ```
//!
//! A source fills a state, and then ticks some 100,000 times a second for a second, so that rows lie about in memory as they do in life. Each
//! query is asked over HTTP and in the same process while nothing ticks, and in the process while ticks go on. `typed` ones are answered from
//! the rows, those in SQL by DuckDB, after the table has been brought up to what has ticked. Told are the first answer, the best one, the
//! median and the worst of a hundred, by the wall clock, and the CPU time of the process for each.

use std::borrow::Cow;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use gateway_rest::Rest;
use gateway_runtime::mount::Mount;
use gateway_runtime::prelude::*;
use gateway_runtime::state::{Form, Parameters, Query, Question};
use gateway_runtime::tokio::{self, runtime::Runtime, task::spawn_blocking};
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

/// How many ticks come each millisecond, once all symbols have ticked.
static RATE: AtomicUsize = AtomicUsize::new(0);

/// Ticks trades: each symbol once, as fast as it goes, then random ones.
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
        let count = if self.next < self.keys { 20_000 } else { RATE.load(Relaxed) };
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
    let asked: Vec<u64> = std::env::args().skip(1).filter_map(|keys| keys.parse().ok()).collect();
    let runtime = Runtime::new().expect("a runtime");
    for keys in if asked.is_empty() { vec![100_000, 1_000_000] } else { asked } {
        runtime.block_on(measure(keys));
    }
}

async fn measure(keys: u64) {
    let before = memory();
    let mut settings = gateway_rest::Settings::default();
    settings.port = 0;
    let mut rest = Rest::new(settings);
    let opened = rest.open().await.expect("a port");
    let setting = format!("feed.keys={keys}");
    let live = Live::start(App::from_settings([setting.as_str()]).expect("settings"), LiveOptions::default()).await.expect("a start");
    let served = opened(live.handle().clone());
    let serving = tokio::spawn(async move { served.await.expect("a service") });
    let address = rest.bound().expect("a port");
    let handle = live.handle();
    let filled = Instant::now();
    while handle.keeper().stats().states[0].keys < usize::try_from(keys).unwrap_or_default() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    println!("\n{keys} keys, filled in {:.1?}", filled.elapsed());
    let kept = memory();
    println!("{:40} {:>8} bytes", "memory of a row in the state", kept.saturating_sub(before) / keys);
    RATE.store(100, Relaxed);
    tokio::time::sleep(Duration::from_secs(1)).await;
    RATE.store(0, Relaxed);
    tokio::time::sleep(Duration::from_millis(100)).await;

    println!("{:40} {:>9} {:>9} {:>9} {:>9} {:>9}", "", "first", "best", "median", "worst", "CPU");
    let symbol = format!("S{:07}", keys / 2);
    let filter = |attr: &str, by: Value| json!({ "filters": [{ "attr": attr, "by": by }] });
    let queries = [
        ("by key", filter("symbol", json!({ "value": symbol }))),
        ("filter to 1 row", filter("number", json!({ "value": keys / 2 }))),
        ("filter to 1,000 rows", filter("number", json!({ "value": 1_000, "where": "<" }))),
        ("filter by text", filter("symbol", json!({ "value": "S0000010", "where": "<" }))),
        ("order, limit 100", json!({ "order": "-price", "limit": 100 })),
        ("all rows", json!({})),
    ];
    for (name, query) in &queries {
        over_http(address, &format!("HTTP, nothing ticks: {name}"), query).await;
    }
    for (name, query) in &queries {
        typed(handle, &format!("typed, nothing ticks: {name}"), query).await;
    }
    RATE.store(100, Relaxed);
    for (name, query) in &queries {
        typed(handle, &format!("typed: {name}"), query).await;
    }
    println!("{:40} {:>8} bytes", "memory of a row with columns", memory().saturating_sub(before) / keys);

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
    serving.await.expect("a service");
    RATE.store(0, Relaxed);
}

/// How often a query is asked.
fn times(name: &str) -> usize {
    if name.contains("all rows") { TIMES / 10 } else { TIMES }
}

async fn typed(handle: &Handle, name: &str, query: &Value) {
    let none: [(Cow<'_, str>, Cow<'_, str>); 0] = [];
    let query = Query::read(handle.channels()[0], Some(query), &none).expect("a good query");
    let mut taken = Taken::new();
    for _ in 0..times(name) {
        let began = Instant::now();
        handle.keeper().settled().await.expect("an engine");
        let mut out = Vec::new();
        query.rows(handle.keeper(), 0).iter().for_each(|row| query.write(row, &mut out));
        taken.note(began, out.len());
    }
    taken.show(name);
}

/// Asks over one connection.
async fn over_http(address: SocketAddr, name: &str, query: &Value) {
    let hex = |byte: u8| format!("%{byte:02X}");
    let query: String = query.to_string().bytes().map(hex).collect();
    let request = format!("GET /api/v1/state/trades?query={query} HTTP/1.1\r\nhost: {address}\r\n\r\n");
    let times = times(name);
    let asking = spawn_blocking(move || {
        let mut connection = TcpStream::connect(address).expect("a connection");
        connection.set_nodelay(true).expect("a socket");
        let mut taken = Taken::new();
        for _ in 0..times {
            let began = Instant::now();
            connection.write_all(request.as_bytes()).expect("a request");
            let length = read_answer(&mut connection);
            taken.note(began, length);
        }
        taken
    });
    asking.await.expect("answers").show(name);
}

/// Reads an answer with a length, and gives that.
fn read_answer(connection: &mut TcpStream) -> usize {
    let mut buffer = vec![0; 1 << 16];
    let mut head = Vec::new();
    loop {
        let count = connection.read(&mut buffer).expect("an answer");
        assert_ne!(count, 0, "the connection is closed");
        head.extend_from_slice(&buffer[..count]);
        if let Some(end) = head.windows(4).position(|four| four == b"\r\n\r\n") {
            let text = String::from_utf8_lossy(&head[..end]).to_lowercase();
            assert!(text.starts_with("http/1.1 200"), "{text}");
            let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            let length: usize = length.expect("a length");
            let mut left = length - (head.len() - end - 4);
            while left > 0 {
                left -= connection.read(&mut buffer).expect("the rest");
            }
            return length;
        }
    }
}

async fn ask(handle: &Handle, sql: &str) -> usize {
    let question = Question { sql: sql.to_owned(), parameters: Parameters::default(), limit: None, form: Form::Json, tables: None };
    handle.tables().expect("tables").ask(question).await.expect("an answer").bytes.len()
}

async fn sql(handle: &Handle, name: &str, sql: &str) {
    let mut taken = Taken::new();
    for _ in 0..TIMES {
        let began = Instant::now();
        let bytes = ask(handle, sql).await;
        taken.note(began, bytes);
    }
    taken.show(name);
}

/// How long answers took.
struct Taken {
    times: Vec<Duration>,
    cpu: Duration,
    bytes: usize,
}

impl Taken {
    fn new() -> Self {
        Self { times: Vec::new(), cpu: cpu(), bytes: 0 }
    }

    fn note(&mut self, began: Instant, bytes: usize) {
        self.times.push(began.elapsed());
        self.bytes = bytes;
    }

    fn show(mut self, name: &str) {
        let count = self.times.len();
        let cpu = cpu().saturating_sub(self.cpu) / u32::try_from(count).unwrap_or(1);
        let first = self.times[0];
        self.times.sort_unstable();
        let [best, median, worst] = [0, count / 2, count - 1].map(|place| self.times[place]);
        println!("{name:40} {first:>9.2?} {best:>9.2?} {median:>9.2?} {worst:>9.2?} {cpu:>9.2?}   {} bytes", self.bytes);
    }
}

/// The CPU time of all threads of this process that there are.
fn cpu() -> Duration {
    let threads = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let nanos = threads.filter_map(|thread| {
        let figures = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
        figures.split(' ').next()?.parse::<u64>().ok()
    });
    Duration::from_nanos(nanos.sum())
}

/// The resident memory of this process, in bytes.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or_default() * 1024
}

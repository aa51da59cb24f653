//! Tables follow their states and histories, whatever ticks.

use std::collections::BTreeMap;

use gateway_runtime::prelude::*;
use gateway_runtime::state::{Answer, Form, Parameters, Question, Unanswered};
use gateway_runtime::{Handle, Live, LiveOptions};
use gateway_tables::{Settings, Tables};
use proptest::prelude::*;
use serde_json::{Value, json};

#[message]
pub struct Inner {
    pub part: Option<u8>,
}

#[message]
pub struct Trade {
    pub symbol: String,
    #[message(default)]
    pub lot: u32,
    pub inner: Inner,
    pub price: f64,
}

#[channels]
#[derive(Debug)]
pub struct Desk {
    #[channel(
        send,
        state(key = symbol),
        state(key = (symbol, inner.part), alias = by_both),
        state(key = lot, alias = few, max_keys = 20),
        state(key = id, alias = newest, max_keys = 50),
        history = 300
    )]
    pub trades: Channel<Trade>,
    #[channel(send, state, state(key = price_class, alias = by_class), history = 40)]
    pub quotes: Basket<u8, Quote>,
}

#[message]
pub struct Quote {
    pub price_class: bool,
    pub parts: u64,
}

#[gateway(channels = Desk, open)]
pub struct App {}

async fn start() -> Live<App> {
    let live = Live::start(App::from_settings([]).unwrap(), LiveOptions::default()).await.unwrap();
    Tables::new(Settings::default()).provide(live.handle()).unwrap();
    live
}

async fn ask(handle: &Handle, sql: &str) -> Result<Answer, Unanswered> {
    let question = Question { sql: sql.to_owned(), parameters: Parameters::default(), limit: None, form: Form::Json, tables: None };
    handle.tables().unwrap().ask(question).await
}

async fn rows(handle: &Handle, sql: &str) -> Vec<Value> {
    serde_json::from_slice(&ask(handle, sql).await.unwrap_or_else(|error| panic!("{sql}: {error}")).bytes).unwrap()
}

fn send(handle: &Handle, channel: usize, key: Option<&str>, body: &Value) {
    let batch = handle.decode(channel, body, key).unwrap();
    handle.send(channel, batch).unwrap();
}

/// The same rows from the keeper, as JSON by their ids.
fn kept(handle: &Handle, alias: &str) -> BTreeMap<String, Value> {
    let keeper = handle.keeper();
    by_id(keeper.rows(keeper.state(alias).unwrap()).iter().map(|row| {
        let mut out = Vec::new();
        row.write_json(&mut out);
        serde_json::from_slice(&out).unwrap()
    }))
}

fn by_id(rows: impl IntoIterator<Item = Value>) -> BTreeMap<String, Value> {
    rows.into_iter().map(|row| (row["id"].as_str().unwrap().to_owned(), row)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// Upserts in batches of any size: few of many keys, so that rows change, and most, so that tables are made anew.
    #[test]
    fn a_table_has_exactly_the_rows_of_its_state(
        batches in prop::collection::vec(prop::collection::vec((0..120_u32, prop::option::of(0..3_u8), -5..5_i32), 0..60), 1..12)
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let live = start().await;
            let handle = live.handle();
            for batch in &batches {
                let trades: Vec<Value> = batch.iter().map(|(symbol, part, price)| {
                    json!({ "symbol": format!("s{symbol}"), "lot": symbol, "inner": { "part": part }, "price": price })
                }).collect();
                send(handle, 0, None, &json!(trades));
                for (key, part, price) in batch.iter().take(5) {
                    let key = (key % 9).to_string();
                    send(handle, 1, Some(&key), &json!({ "price_class": *price > 0, "parts": part.unwrap_or(9) }));
                }
                handle.keeper().settled().await.unwrap();
                for alias in ["trades", "by_both", "few", "newest", "quotes", "by_class"] {
                    let expected = kept(handle, alias);
                    let without_key = if alias == "quotes" || alias == "by_class" { "EXCLUDE (key)" } else { "" };
                    let found = rows(handle, &format!("SELECT * {without_key} FROM {alias}")).await;
                    // By number first: a row that stands twice would be lost in the map.
                    assert_eq!(found.len(), expected.len(), "{alias}");
                    assert_eq!(rows(handle, &format!("SELECT count(*) AS n FROM {alias}")).await, [json!({ "n": expected.len() })]);
                    assert_eq!(by_id(found), expected, "{alias}");
                }
                for (channel, name) in [(0, "trades_history"), (1, "quotes_history")] {
                    let history = handle.keeper().history(channel);
                    let found = rows(handle, &format!("SELECT id FROM {name} ORDER BY number")).await;
                    let expected: Vec<Value> = history.iter().map(|row| json!({ "id": row.id().unwrap() })).collect();
                    assert_eq!(found, expected, "{name}");
                }
            }
            live.stop().await.unwrap();
        });
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_state_changes_by_few_rows_and_by_many() {
    let live = start().await;
    let handle = live.handle();
    let batch = |first: u32, count: u32, price: f64| -> Value {
        (first..first + count).map(|number| json!({ "symbol": format!("s{number}"), "inner": { "part": null }, "price": price })).collect()
    };
    send(handle, 0, None, &batch(0, 50_000, 0.0));
    for round in 1..=30_u32 {
        send(handle, 0, None, &batch(round * 1_000, if round % 10 == 0 { 20_000 } else { 1_500 }, f64::from(round)));
        let found = rows(handle, "SELECT count(*) AS n, count(DISTINCT symbol) AS d, max(price) AS p FROM trades").await;
        let keys = handle.keeper().rows(0).len();
        assert_eq!(found, [json!({ "n": keys, "d": keys, "p": f64::from(round) })]);
    }
    live.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn statements_at_the_same_time_all_see_what_was_sent_before_them() {
    let live = start().await;
    let handle = live.handle();
    for round in 0..20_u32 {
        let asked = (0..8_u32).map(|place| {
            let symbol = format!("r{round}p{place}");
            send(handle, 0, None, &json!({ "symbol": symbol, "inner": { "part": 1 }, "price": 1 }));
            async move { rows(handle, &format!("SELECT count(*) AS n FROM trades WHERE symbol = '{symbol}'")).await }
        });
        for found in gateway_runtime::futures::future::join_all(asked).await {
            assert_eq!(found, [json!({ "n": 1 })]);
        }
    }
    live.stop().await.unwrap();
}

//! The gateway under test.

use std::collections::BTreeMap;
use std::time::Duration;

use gateway_runtime::LiveOptions;
use gateway_runtime::prelude::*;
use gateway_tables::Tables;
use serde_json::{Value, json};

use crate::server::{Answer, Server, answer};

#[message]
pub enum Side {
    Buy,
    Sell,
}

#[message]
pub struct Venue {
    pub name: String,
    pub country: Option<String>,
}

/// One trade.
#[message]
pub struct Trade {
    pub symbol: String,
    pub side: Side,
    pub price: f64,
    pub size: u64,
    pub at: Timestamp,
    pub venue: Venue,
    pub day: Option<jiff::civil::Date>,
    pub took: Duration,
    pub tags: BTreeMap<String, f64>,
    pub legs: Vec<Venue>,
    pub any: Value,
    pub is_late: bool,
}

/// A trade as JSON.
pub fn trade(symbol: &str, price: f64, size: u64) -> Value {
    let minute = size % 60;
    json!({
        "symbol": symbol, "side": if size.is_multiple_of(2) { "Buy" } else { "Sell" }, "price": price, "size": size,
        "at": format!("2026-11-20T14:{minute:02}:00Z"), "venue": { "name": "X", "country": null }, "day": "2026-11-20", "took": 0.5,
        "tags": { "weight": price }, "legs": [{ "name": "L", "country": "DE" }], "any": { "x": [size] }, "is_late": false,
    })
}

#[message]
pub struct Quote {
    pub bid: f64,
    pub key: u8,
}

#[channels]
#[derive(Debug)]
pub struct Desk {
    #[channel(
        send,
        state(key = symbol),
        state(key = (venue.name, side), alias = by_venue),
        state(key = id, alias = last_three, max_keys = 3),
        history = 100,
        lookup
    )]
    pub trades: Channel<Trade>,
    #[channel(send, state, state(key = key, alias = by_kind), history = 5)]
    pub quotes: Basket<String, Quote>,
    #[channel(send, state(key = symbol), lookup = 2)]
    pub trade_lists: Channel<Vec<Trade>>,
    #[channel(send, history = 10)]
    pub counts: Channel<u64>,
    #[channel(state(key = symbol))]
    pub never_ticks: Channel<Trade>,
}

#[gateway(channels = Desk, open)]
#[allow(deprecated, reason = "nobody reads inside the graph")]
pub struct App {
    #[mount]
    pub tables: Tables,
}

/// A server with tables of these settings.
pub async fn with(settings: Value) -> Server {
    let server = without_tables().await;
    let settings = gateway_runtime::config::Section::new(settings).unwrap().read().unwrap();
    Tables::new(settings).provide(server.live.handle()).unwrap();
    server
}

pub async fn start() -> Server {
    with(json!({})).await
}

pub async fn without_tables() -> Server {
    Server::with(|_| {}, |_: &mut LiveOptions| {}).await
}

/// Asks in SQL.
pub async fn ask(server: &Server, body: &Value, accept: &str) -> Answer {
    let request = server.request(reqwest::Method::POST, "/api/v1/sql").header("content-type", "application/json");
    answer(request.header("accept", accept).body(body.to_string())).await
}

/// The rows that a statement finds.
pub async fn rows(server: &Server, sql: &str) -> Value {
    let answer = ask(server, &json!({ "sql": sql }), "*/*").await;
    assert_eq!(answer.status, 200, "{sql}: {}", answer.text);
    answer.json()
}

/// Sends trades one after the other.
pub async fn send(server: &Server, trades: &[Value]) -> Value {
    let sent = server.send("trades", Value::from(trades).to_string()).await;
    assert_eq!(sent.status, 200, "{}", sent.text);
    sent.json()
}

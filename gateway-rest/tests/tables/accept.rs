//! The forms in which ticks can be had: JSON, a tick a line, Arrow.

use gateway_runtime::Gateway;
use serde_json::{Value, json};

use crate::desk::{send, start, trade, without_tables};
use crate::server::{Answer, Server, answer, without_stamps};

const LINES: &str = "application/x-ndjson";
const ARROW: &str = "application/vnd.apache.arrow.stream";

/// Asks with `Accept`.
async fn get<A: Gateway>(server: &Server<A>, path: &str, accept: &str) -> Answer {
    answer(server.request(reqwest::Method::GET, path).header("accept", accept)).await
}

/// The lines of an answer.
async fn lines<A: Gateway>(server: &Server<A>, path: &str) -> Vec<Value> {
    let answer = get(server, path, LINES).await;
    assert_eq!((answer.status, answer.header("content-type"), answer.header("vary")), (200, LINES, "accept"), "{path}: {}", answer.text);
    answer.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What an answer of Arrow has: its columns with their types, and its rows.
async fn arrow<A: Gateway>(server: &Server<A>, path: &str) -> (Vec<String>, Vec<Value>) {
    let request = server.request(reqwest::Method::GET, path).header("accept", ARROW);
    let answer = request.send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.headers()["content-type"].to_str().unwrap()), (200, ARROW), "{path}");
    read(&answer.bytes().await.unwrap())
}

pub fn read(bytes: &[u8]) -> (Vec<String>, Vec<Value>) {
    let reader = arrow_ipc::reader::StreamReader::try_new(bytes, None).unwrap();
    let columns = reader.schema().fields().iter().map(|field| format!("{} {}", field.name(), field.data_type())).collect();
    let batches = reader.map(|batch| serde_arrow::from_record_batch::<Vec<Value>>(&batch.unwrap()).unwrap());
    (columns, batches.flatten().collect())
}

async fn filled() -> Server {
    let server = start().await;
    send(&server, &[trade("a", 1.5, 1), trade("b", 2.5, 2)]).await;
    server.send("quotes", r#"{"y":{"bid":1,"key":7},"x":{"bid":2,"key":8}}"#).await;
    server
}

#[tokio::test]
async fn a_line_has_a_tick() {
    let server = filled().await;
    let trades = server.get("/api/v1/state/trades").await.json();
    let id = trades[1]["id"].as_str().unwrap();
    assert_eq!(lines(&server, "/api/v1/last/trades").await, [trades[1].clone()]);
    assert_eq!(lines(&server, "/api/v1/state/trades").await, *trades.as_array().unwrap());
    assert_eq!(lines(&server, "/api/v1/state/trades?fields=symbol&order=-price").await, [json!({"symbol":"b"}), json!({"symbol":"a"})]);
    assert_eq!(lines(&server, &format!("/api/v1/lookup/trades/{id}")).await, [trades[1].clone()]);
    assert_eq!(lines(&server, &format!("/api/v1/lookup/id/{id}")).await, [trades[1].clone()]);
    assert_eq!(lines(&server, "/api/v1/lookup/trades/nothing").await, [Value::Null; 0]);
    assert_eq!(lines(&server, "/api/v1/last/counts").await, [Value::Null; 0]);
    assert_eq!(Value::from(lines(&server, "/api/v1/history/quotes").await), server.get("/api/v1/history/quotes").await.json());
    server.send("trade_lists", json!([trade("c", 1.0, 1), trade("d", 2.0, 2)]).to_string()).await;
    assert_eq!(without_stamps(lines(&server, "/api/v1/last/trade_lists").await.into()), json!([trade("c", 1.0, 1), trade("d", 2.0, 2)]));
}

#[tokio::test]
async fn keys_are_kept_where_they_are_asked_for() {
    let server = filled().await;
    let rows = server.get("/api/v1/state/quotes").await.json();
    assert_eq!(server.get("/api/v1/state/quotes?keys=true").await.json(), json!({ "x": rows[0], "y": rows[1] }));
    assert_eq!(server.get("/api/v1/state/quotes?keys=false").await.json(), rows);
    let lowest_first = server.get("/api/v1/state/quotes?keys=true&order=bid&fields=bid").await;
    assert_eq!(lowest_first.text, r#"{"y":{"bid":1.0},"x":{"bid":2.0}}"#);
    assert_eq!(server.get("/api/v1/state/quotes?keys=true&limit=0").await.text, "{}");
    let with_keys = [json!({ "key": "x", "data": [rows[0]] }), json!({ "key": "y", "data": [rows[1]] })];
    for path in ["/api/v1/state/quotes?keys=true", "/api/v1/last/quotes?keys=true"] {
        let mut lines = lines(&server, path).await;
        lines.sort_by_key(|line| line["key"].to_string());
        assert_eq!(lines, with_keys, "{path}");
    }
    // A state of several parts has a list under each key of its basket.
    let grouped = server.get("/api/v1/state/by_kind?keys=true").await.json();
    assert_eq!(grouped, json!({ "x": [rows[0]], "y": [rows[1]] }));
    // What is no basket has none, and does not mind.
    assert!(server.get("/api/v1/state/trades?keys=true").await.json().is_array());
    let wrong = server.get("/api/v1/state/quotes?keys=yes").await;
    assert_eq!((wrong.status, &wrong.json()["detail"][0]["loc"]), (422, &json!(["query", "keys"])));
}

#[tokio::test]
async fn arrow_has_the_columns_of_the_table() {
    let server = filled().await;
    let (columns, rows) = arrow(&server, "/api/v1/state/trades").await;
    let names: Vec<&str> = columns.iter().map(|column| column.split(' ').next().unwrap()).collect();
    let of_table =
        crate::desk::rows(&server, "SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'trades'").await;
    assert_eq!(json!(names), of_table.as_array().unwrap().iter().map(|row| row["name"].clone()).collect::<Value>());
    for column in
        ["id Utf8", "timestamp Timestamp(ns)", "symbol Utf8", "price Float64", "size UInt64", "day Date32", "took Int64", "is_late Boolean"]
    {
        assert!(columns.iter().any(|known| known == column), "{column}: {columns:?}");
    }
    let whole = server.get("/api/v1/state/trades").await.json();
    for (row, whole) in rows.iter().zip(whole.as_array().unwrap()) {
        for same in ["id", "symbol", "side", "price", "size", "venue", "is_late", "legs"] {
            assert_eq!(row[same], whole[same], "{same}");
        }
        assert_eq!((&row["took"], &row["any"]), (&json!(500_000_000), &json!(whole["any"].to_string())));
    }
    assert_eq!(rows.len(), 2);
    let id = whole[1]["id"].as_str().unwrap();
    for path in
        ["last/trades".to_owned(), format!("lookup/trades/{id}"), format!("lookup/id/{id}"), "state/trades?order=-price&limit=1".to_owned()]
    {
        assert_eq!(arrow(&server, &format!("/api/v1/{path}")).await, (columns.clone(), vec![rows[1].clone()]), "{path}");
    }
    assert_eq!(arrow(&server, "/api/v1/history/trades").await, (columns.clone(), rows));
    assert_eq!(arrow(&server, "/api/v1/lookup/trades/nothing").await, (columns, Vec::new()));
}

#[tokio::test]
async fn arrow_has_the_keys_of_baskets_and_the_fields_that_were_asked_for() {
    let server = filled().await;
    let (columns, rows) = arrow(&server, "/api/v1/last/quotes/x").await;
    assert_eq!(columns, ["id Utf8", "timestamp Timestamp(ns)", "basket_key Utf8", "bid Float64", "key UInt8"]);
    assert_eq!((&rows[0]["basket_key"], &rows[0]["bid"]), (&json!("x"), &json!(2.0)));
    let (columns, rows) = arrow(&server, "/api/v1/state/quotes?fields=bid,basket_key").await;
    assert_eq!(columns, ["bid Float64", "basket_key Utf8"]);
    assert_eq!(rows, [json!({ "bid": 2.0, "basket_key": "x" }), json!({ "bid": 1.0, "basket_key": "y" })]);
    let (columns, rows) = arrow(&server, "/api/v1/state/trades?fields=venue.name&limit=1").await;
    assert_eq!((columns, rows), (vec!["venue.name Utf8".to_owned()], vec![json!({ "venue.name": "X" })]));
    let of_map = get(&server, "/api/v1/state/trades?fields=tags.weight", ARROW).await;
    assert_eq!(of_map.status, 400);
    assert!(of_map.text.contains("`tags.weight` is no column of Arrow"), "{}", of_map.text);
}

#[tokio::test]
async fn who_takes_none_of_the_forms_is_told_which_there_are() {
    let server = filled().await;
    for path in ["last/trades", "next/trades", "state/trades", "lookup/trades/x", "lookup/id/x", "history/trades"] {
        let path = format!("/api/v1/{path}");
        let none = get(&server, &path, "text/csv, application/json;q=0").await;
        let said = r#"{"detail":"An answer is one of: application/json, application/x-ndjson, application/vnd.apache.arrow.stream"}"#;
        assert_eq!((none.status, none.text.as_str()), (406, said), "{path}");
    }
    for (accept, expected) in [
        ("*/*", "application/json"),
        ("application/*;q=0.5, application/x-ndjson;q=0.6", LINES),
        ("application/json;q=0.5, application/x-ndjson;q=0.4", "application/json"),
        ("text/html, */*;q=0.1", "application/json"),
    ] {
        assert_eq!(get(&server, "/api/v1/last/trades", accept).await.header("content-type"), expected, "{accept}");
    }
    // What is not there is not there in any form.
    assert_eq!(get(&server, "/api/v1/last/nothing", "image/png").await.status, 404);
}

#[tokio::test]
async fn without_tables_there_is_no_arrow() {
    let server = without_tables().await;
    for path in ["last/trades", "state/trades", "lookup/trades/x", "history/trades"] {
        let path = format!("/api/v1/{path}");
        let refused = get(&server, &path, ARROW).await;
        let said = "This gateway writes no Arrow: that takes the mount `Tables`, so list `#[mount] tables: Tables` of the crate gateway-tables \
                    in it; without it an answer is one of: application/json, application/x-ndjson";
        assert_eq!((refused.status, refused.json()), (406, json!({ "detail": said })), "{path}");
        assert_eq!(get(&server, &path, &format!("{ARROW}, application/json;q=0.1")).await.status, 200, "{path}");
    }
}

mod of_json {
    use gateway_runtime::prelude::*;

    #[channels]
    pub struct Bus {
        #[channel(send)]
        pub extra: Dynamic,
    }

    #[gateway(channels = Bus, open)]
    #[allow(deprecated, reason = "nobody reads inside the graph")]
    pub struct App {
        channels: ChannelSettings<Bus>,
    }
}

#[tokio::test]
async fn a_dynamic_channel_is_a_column_of_json() {
    let app = of_json::App::from_settings([r#"channels.extra.person={"send": true}"#]).unwrap();
    let server = Server::of(app, |_| {}, |_| {}).await;
    gateway_tables::Tables::new(gateway_tables::Settings::default()).provide(server.live.handle()).unwrap();
    server.send("person", r#"{"name":"Ann"}"#).await;
    let (columns, rows) = arrow(&server, "/api/v1/last/person").await;
    assert_eq!(columns, ["id Utf8", "timestamp Timestamp(ns)", "value Utf8"]);
    assert_eq!(rows[0]["value"], r#"{"name":"Ann"}"#);
    assert_eq!(lines(&server, "/api/v1/last/person").await[0]["name"], "Ann");
}

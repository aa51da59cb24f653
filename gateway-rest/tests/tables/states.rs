//! `state`: every row, and typed queries.

use serde_json::{Value, json};

use crate::desk::{send, trade, without_tables};
use crate::server::{Server, without_stamps};

/// The rows of a state that a query finds.
async fn query(server: &Server, state: &str, query: &Value) -> (u16, Value) {
    let query = percent_encoding::utf8_percent_encode(&query.to_string(), percent_encoding::NON_ALPHANUMERIC).to_string();
    let answer = server.get(&format!("/api/v1/state/{state}?query={query}")).await;
    (answer.status, answer.json())
}

fn filter(attr: &str, by: &Value) -> Value {
    json!({ "filters": [{ "attr": attr, "by": by }] })
}

fn symbols((status, rows): &(u16, Value)) -> Vec<&str> {
    assert_eq!(*status, 200, "{rows}");
    rows.as_array().unwrap().iter().map(|row| row["symbol"].as_str().unwrap()).collect()
}

async fn filled() -> Server {
    let server = without_tables().await;
    send(&server, &[trade("b", 2.5, 2), trade("a", 1.5, 1), trade("c", 3.5, 3), trade("a", 9.5, 4)]).await;
    server
}

#[tokio::test]
async fn a_state_is_an_array_of_ticks_in_the_order_of_its_key() {
    let server = filled().await;
    let rows = server.get("/api/v1/state/trades").await;
    assert_eq!((rows.status, rows.header("content-type")), (200, "application/json"));
    assert_eq!(without_stamps(rows.json()), json!([trade("a", 9.5, 4), trade("b", 2.5, 2), trade("c", 3.5, 3)]));
    // What was just sent is there, and looks as `last` shows it.
    let sent = send(&server, &[trade("d", 1.0, 1)]).await;
    assert_eq!(server.get("/api/v1/state/trades").await.json()[3], sent[0]);
    assert_eq!(server.get("/api/v1/state/by-venue").await.json().as_array().unwrap().len(), 2);
    assert_eq!(server.get("/api/v1/state/last_three").await.json().as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn states_of_baskets_and_lists_are_unrolled() {
    let server = without_tables().await;
    server.send("quotes", r#"{"y":{"bid":1,"key":7},"x":{"bid":2,"key":8}}"#).await;
    server.send("quotes/y", r#"{"bid":3,"key":9}"#).await;
    assert_eq!(
        without_stamps(server.get("/api/v1/state/quotes").await.json()),
        json!([{ "bid": 2.0, "key": 8 }, { "bid": 3.0, "key": 9 }])
    );
    let (_, by_key) = query(&server, "quotes", &filter("basket_key", &json!({ "value": "y" }))).await;
    assert_eq!(without_stamps(by_key), json!([{ "bid": 3.0, "key": 9 }]));
    server.send("trade_lists", json!([trade("a", 1.0, 1), trade("b", 2.0, 2), trade("a", 3.0, 3)]).to_string()).await;
    assert_eq!(without_stamps(server.get("/api/v1/state/trade-lists").await.json()), json!([trade("a", 3.0, 3), trade("b", 2.0, 2)]));
}

#[tokio::test]
async fn there_is_a_list_and_what_is_not_there_is_404() {
    let server = without_tables().await;
    let list = server.get("/api/v1/state/").await;
    assert_eq!(list.json(), json!(["by_kind", "by_venue", "last_three", "never_ticks", "quotes", "trade_lists", "trades"]));
    let moved = server.get("/api/v1/state").await;
    assert_eq!((moved.status, moved.header("location")), (307, "/api/v1/state/"));
    let moved = server.get("/api/v1/state/trades/?query=null").await;
    assert_eq!((moved.status, moved.header("location")), (307, "/api/v1/state/trades?query=null"));
    assert_eq!(server.get("/api/v1/state/nothing").await.text, r#"{"detail":"Not Found"}"#);
    assert_eq!(server.get("/api/v1/state/trades").await.text, "[]");
}

#[tokio::test]
async fn filters_compare_with_values_times_and_other_columns() {
    let server = filled().await;
    for (attr, by, expected) in [
        ("symbol", json!({ "value": "b" }), vec!["b"]),
        // As the reference's client writes it.
        ("size", json!({ "value": 3, "when": null, "attr": "", "where": "==" }), vec!["c"]),
        ("size", json!({ "value": "3" }), vec!["c"]),
        ("size", json!({ "value": 2.5, "where": ">" }), vec!["a", "c"]),
        ("price", json!({ "value": 3, "where": "<=" }), vec!["b"]),
        ("price", json!({ "value": 3, "where": "!=" }), vec!["a", "b", "c"]),
        ("side", json!({ "value": "Sell" }), vec!["c"]),
        ("is_late", json!({ "value": false }), vec!["a", "b", "c"]),
        ("at", json!({ "when": "2026-11-20T14:02:00", "where": "<=" }), vec!["b"]),
        ("at", json!({ "when": "2026-11-20T15:02:00+01:00" }), vec!["b"]),
        ("timestamp", json!({ "when": "2020-01-01T00:00:00Z", "where": ">=" }), vec!["a", "b", "c"]),
        ("day", json!({ "value": "2026-11-20" }), vec!["a", "b", "c"]),
        ("took", json!({ "value": 0.5 }), vec!["a", "b", "c"]),
        ("venue.name", json!({ "value": "X" }), vec!["a", "b", "c"]),
        ("venue.country", json!({ "value": "X", "where": "!=" }), vec![]),
        ("tags.weight", json!({ "value": 3, "where": "<" }), vec!["b"]),
        ("tags.nothing", json!({ "value": 3, "where": "<" }), vec![]),
        ("any.x", json!({ "value": 3 }), vec![]),
        ("price", json!({ "attr": "size", "where": "<" }), vec![]),
        ("price", json!({ "attr": "size", "where": ">" }), vec!["a", "b", "c"]),
        ("symbol", json!({ "attr": "venue.name", "where": ">" }), vec!["a", "b", "c"]),
        // A value goes before a time, and a time before an attribute.
        ("symbol", json!({ "value": "b", "when": "2020-01-01", "attr": "symbol" }), vec!["b"]),
        ("at", json!({ "when": "2030-01-01T00:00:00", "attr": "at" }), vec![]),
        ("symbol", json!({ "value": "b' OR '1'='1" }), vec![]),
    ] {
        assert_eq!(symbols(&query(&server, "trades", &filter(attr, &by)).await), expected, "{attr} {by}");
    }
    let both = json!({ "filters": [
        { "attr": "size", "by": { "value": 2, "where": ">=" } }, { "attr": "price", "by": { "value": 4, "where": "<" } },
    ] });
    assert_eq!(symbols(&query(&server, "trades", &both).await), ["b", "c"]);
    for all in [json!(null), json!({}), json!({ "filters": [] }), json!({ "filters": null })] {
        assert_eq!(symbols(&query(&server, "trades", &all).await).len(), 3, "{all}");
    }
    // The whole key is found without looking at all rows, and the other filters hold too.
    let by_key = |country: Value| {
        json!({ "filters": [
        { "attr": "venue.name", "by": { "value": "X" } }, { "attr": "side", "by": { "value": "Sell" } }, { "attr": "size", "by": { "value": country } },
    ] })
    };
    assert_eq!(symbols(&query(&server, "by_venue", &by_key(json!(3))).await), ["c"]);
    assert!(symbols(&query(&server, "by_venue", &by_key(json!(4))).await).is_empty());
}

#[tokio::test]
async fn order_limit_offset_and_fields_stand_in_the_query_or_beside_it() {
    let server = filled().await;
    assert_eq!(symbols(&query(&server, "trades", &json!({ "order": ["-price"] })).await), ["a", "c", "b"]);
    assert_eq!(symbols(&query(&server, "trades", &json!({ "order": "side,-symbol" })).await), ["b", "a", "c"]);
    assert_eq!(symbols(&query(&server, "trades", &json!({ "order": ["price"], "limit": 1, "offset": 1 })).await), ["c"]);
    let fields = query(&server, "trades", &json!({ "fields": ["symbol", "venue.name", "tags"], "limit": 1 })).await;
    assert_eq!(fields.1, json!([{ "symbol": "a", "venue.name": "X", "tags": { "weight": 9.5 } }]));
    let beside = server.get("/api/v1/state/trades?order=-price&limit=2&fields=symbol,price&other=1").await;
    assert_eq!(beside.text, r#"[{"symbol":"a","price":9.5},{"symbol":"c","price":3.5}]"#);
}

#[tokio::test]
async fn what_is_wrong_with_a_query_is_named() {
    let server = without_tables().await;
    for (wrong, kind, loc, text) in [
        (json!([]), "model_type", json!([]), "dictionary"),
        (json!({ "filter": [] }), "extra_forbidden", json!(["filter"]), "filters, order, limit"),
        (json!({ "filters": {} }), "list_type", json!(["filters"]), "list"),
        (json!({ "filters": [1] }), "model_type", json!(["filters", 0]), "Filter"),
        (json!({ "filters": [{ "by": { "value": 1 } }] }), "missing", json!(["filters", 0, "attr"]), "required"),
        (json!({ "filters": [{ "attr": "size" }] }), "missing", json!(["filters", 0, "by"]), "required"),
        (filter("size", &json!({})), "missing", json!(["filters", 0, "by"]), "One of value, when and attr"),
        (filter("size", &json!({ "value": null, "when": null, "attr": "" })), "missing", json!(["filters", 0, "by"]), "One of"),
        (filter("size", &json!({ "value": 1, "where": "~" })), "literal_error", json!(["filters", 0, "by", "where"]), "'=='"),
        (filter("size", &json!({ "value": 1, "wher": "<" })), "extra_forbidden", json!(["filters", 0, "by", "wher"]), "not permitted"),
        (filter("sizee", &json!({ "value": 1 })), "unknown_column", json!(["filters", 0, "attr"]), "did you mean `size`?"),
        (filter("venue.nam", &json!({ "value": 1 })), "unknown_column", json!(["filters", 0, "attr"]), "no column `venue.nam`"),
        (filter("1=1; --", &json!({ "value": 1 })), "unknown_column", json!(["filters", 0, "attr"]), "; there are: id, timestamp, symbol"),
        (filter("legs", &json!({ "value": 1 })), "not_comparable", json!(["filters", 0, "attr"]), "is a list"),
        (filter("venue", &json!({ "value": 1 })), "not_comparable", json!(["filters", 0, "attr"]), "is a struct"),
        (filter("size", &json!({ "value": "abc" })), "float_parsing", json!(["filters", 0, "by", "value"]), "a number"),
        (filter("side", &json!({ "value": "Both" })), "enum", json!(["filters", 0, "by", "value"]), "'Buy', 'Sell'"),
        (filter("at", &json!({ "when": "yesterday" })), "datetime_parsing", json!(["filters", 0, "by", "when"]), "a date and time"),
        (filter("size", &json!({ "when": "2020-01-01" })), "datetime_type", json!(["filters", 0, "by", "when"]), "has no times"),
        (filter("size", &json!({ "attr": "nothing" })), "unknown_column", json!(["filters", 0, "by", "attr"]), "no column `nothing`"),
        (filter("size", &json!({ "attr": "symbol" })), "not_comparable", json!(["filters", 0, "by", "attr"]), "different types"),
        (json!({ "order": ["-nothing"] }), "unknown_column", json!(["order", 0]), "no column `nothing`"),
        (json!({ "limit": -1 }), "int_parsing", json!(["limit"]), "number of rows"),
        (json!({ "fields": [1] }), "string_type", json!(["fields", 0]), "string"),
    ] {
        let (status, answer) = query(&server, "trades", &wrong).await;
        let fault = &answer["detail"][0];
        assert_eq!((status, fault["type"].as_str(), &fault["loc"]), (400, Some(kind), &loc), "{wrong}: {answer}");
        assert!(fault["msg"].as_str().unwrap().contains(text), "{wrong}: {answer}");
    }
    let broken = server.get("/api/v1/state/trades?query=%7Bnot%20json").await;
    assert_eq!((broken.status, broken.json()["detail"][0]["loc"].clone()), (422, json!(["query", "query"])));
    let broken = server.get("/api/v1/state/trades?limit=many").await;
    assert_eq!((broken.status, broken.json()["detail"][0]["loc"].clone()), (400, json!(["limit"])));
    let all =
        query(&server, "trades", &json!({ "filters": [{ "attr": "x" }, { "attr": "size", "by": { "value": [] } }], "limit": "a" })).await;
    assert_eq!(all.1["detail"].as_array().unwrap().len(), 4);
}

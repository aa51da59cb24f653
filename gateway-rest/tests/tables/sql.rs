//! `sql`: what is asked, and what the tables have.

use serde_json::{Value, json};

use crate::desk::{ask, rows, send, start, trade, with, without_tables};

#[tokio::test]
async fn a_statement_sees_what_was_just_sent() {
    let server = start().await;
    for number in 1..=20_u64 {
        send(&server, &[trade("a", 1.0, number), trade(&format!("s{number}"), 2.0, number)]).await;
        let seen = rows(&server, "SELECT count(*) AS n, max(size) AS m FROM trades").await;
        assert_eq!(seen, json!([{ "n": number + 1, "m": number }]));
        let history = rows(&server, "SELECT count(*) AS n FROM trades_history").await;
        assert_eq!(history, json!([{ "n": (2 * number).min(100) }]));
    }
}

#[tokio::test]
async fn rows_look_as_on_the_wire_as_far_as_sql_has_it() {
    let server = start().await;
    let sent = send(&server, &[trade("a", 1.5, u64::MAX - 15)]).await;
    let mut expected = sent[0].clone();
    expected["at"] = expected["at"].as_str().unwrap().trim_end_matches('Z').into();
    expected["took"] = json!(500_000_000);
    assert_eq!(rows(&server, "SELECT * FROM trades").await, json!([expected]));
    let parts = "SELECT venue.name AS name, legs[1].country AS country, tags['weight'] AS weight, \"any\"->'$.x[0]' AS x, \"at\" + INTERVAL 1 MINUTE AS later, \
                 sum(size) AS sum, sum(size) * 100 AS large, avg(took) / 1e9 AS took, side = 'Buy' AS buys FROM trades GROUP BY ALL";
    let found = rows(&server, parts).await;
    assert_eq!(found[0]["name"], "X");
    assert_eq!(found[0]["country"], "DE");
    assert_eq!((&found[0]["weight"], &found[0]["x"]), (&json!(1.5), &json!(u64::MAX - 15)));
    assert_eq!(found[0]["sum"], json!(u64::MAX - 15));
    assert_eq!(found[0]["large"], json!("1844674407370955160000"));
    assert_eq!((&found[0]["took"], &found[0]["buys"]), (&json!(0.5), &json!(true)));
}

#[tokio::test]
async fn every_state_and_history_is_a_table() {
    let server = start().await;
    server.send("quotes", r#"{"y":{"bid":1,"key":7},"x":{"bid":2,"key":8}}"#).await;
    server.send("quotes/y", r#"{"bid":3,"key":9}"#).await;
    server.send("counts", "[1,2,3]").await;
    send(&server, &[trade("a", 1.0, 1), trade("b", 1.0, 2), trade("c", 1.0, 3), trade("d", 1.0, 4)]).await;
    let names = rows(&server, "SHOW TABLES").await;
    let names: Vec<&str> = names.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    let expected = [
        "by_kind",
        "by_venue",
        "counts_history",
        "last_three",
        "never_ticks",
        "quotes",
        "quotes_history",
        "trade_lists",
        "trades",
        "trades_history",
    ];
    assert_eq!(names, expected);
    assert_eq!(
        rows(&server, "SELECT basket_key, bid, key FROM quotes ORDER BY 1").await,
        json!([
            { "basket_key": "x", "bid": 2.0, "key": 8 }, { "basket_key": "y", "bid": 3.0, "key": 9 },
        ])
    );
    assert_eq!(rows(&server, "SELECT number, basket_key FROM quotes_history ORDER BY number").await.as_array().unwrap().len(), 3);
    assert_eq!(
        rows(&server, "SELECT number, value FROM counts_history ORDER BY number").await,
        json!([
            { "number": 0, "value": 1 }, { "number": 1, "value": 2 }, { "number": 2, "value": 3 },
        ])
    );
    assert_eq!(
        rows(&server, "SELECT symbol FROM last_three ORDER BY size").await,
        json!([{ "symbol": "b" }, { "symbol": "c" }, { "symbol": "d" }])
    );
    assert_eq!(rows(&server, "SELECT * FROM never_ticks").await, json!([]));
    let described = rows(&server, "DESCRIBE by_venue").await;
    assert_eq!(described[2]["column_type"], "VARCHAR");
    let joined = "SELECT h.symbol, count(*) AS n FROM trades_history h JOIN trades t USING (symbol) GROUP BY 1 ORDER BY 1 LIMIT 1";
    assert_eq!(rows(&server, joined).await, json!([{ "symbol": "a", "n": 1 }]));
    assert!(rows(&server, "EXPLAIN SELECT * FROM trades").await[0]["explain_value"].is_string());
}

#[tokio::test]
async fn a_history_has_its_last_rows() {
    let server = start().await;
    for number in 0..30_u64 {
        let batch: Vec<u64> = (number * 7..number * 7 + 7).collect();
        server.send("counts", json!(batch).to_string()).await;
        if number % 3 == 0 {
            let found = rows(&server, "SELECT count(*) AS n, min(value) AS first, max(value) AS last FROM counts_history").await;
            let last = number * 7 + 6;
            let first = (last + 1).saturating_sub(10);
            assert_eq!(found, json!([{ "n": last - first + 1, "first": first, "last": last }]));
        }
    }
    assert_eq!(rows(&server, "SELECT value - number AS d FROM counts_history GROUP BY 1").await, json!([{ "d": 0 }]));
}

#[tokio::test]
async fn parameters_are_bound_and_never_pasted() {
    let server = start().await;
    send(&server, &[trade("a", 1.0, 1), trade("' OR '1'='1", 2.0, 2)]).await;
    let ask = |body: Value| {
        let server = &server;
        async move { ask(server, &body, "application/json").await }
    };
    let by = |value: &str| json!({ "sql": "SELECT size FROM trades WHERE symbol = ?", "params": [value] });
    assert_eq!(ask(by("a")).await.text, r#"[{"size":1}]"#);
    assert_eq!(ask(by("' OR '1'='1")).await.text, r#"[{"size":2}]"#);
    assert_eq!(ask(by("x' OR 1=1 --")).await.text, "[]");
    let named =
        json!({ "sql": "SELECT $a AS a, $b + 1 AS b, $c AS c WHERE $d IS NULL", "params": { "a": "x", "b": 1, "c": true, "d": null } });
    assert_eq!(ask(named).await.text, r#"[{"a":"x","b":2,"c":true}]"#);
    let time = json!({ "sql": "SELECT count(*) AS n FROM trades WHERE \"at\" >= ?", "params": ["2026-11-20T14:02:00"] });
    assert_eq!(ask(time).await.text, r#"[{"n":1}]"#);
    for (body, status, text) in [
        (json!({ "sql": "SELECT ?" }), 400, "1 parameters, and 0 values"),
        (json!({ "sql": "SELECT 1", "params": [1] }), 400, "0 parameters, and 1 values"),
        (json!({ "sql": "SELECT $a", "params": { "b": 1 } }), 400, "no parameter `$b`"),
        (json!({ "sql": "SELECT $a, $b", "params": { "b": 1 } }), 400, "arameter `$a` has no value"),
        (json!({ "sql": "SELECT ?", "params": [[1]] }), 400, "text, a number"),
        (json!({ "sql": "SELECT size FROM trades WHERE size > ?", "params": ["many"] }), 400, "Could not convert"),
        (json!({ "sql": 1 }), 422, "valid string"),
        (json!({ "params": [] }), 422, "Field required"),
        (json!({ "sql": "SELECT 1", "parameters": [] }), 422, "not permitted"),
        (json!({ "sql": "SELECT 1", "limit": -1 }), 422, "number of rows"),
        (json!([]), 422, "object with the field sql"),
        (json!({ "sql": "SELECT nothing FROM trades" }), 400, "nothing"),
        (json!({ "sql": "SELECT * FROM fills" }), 400, "There is no table `fills`; there are: trades, by_venue"),
    ] {
        let answer = ask(body.clone()).await;
        assert_eq!(answer.status, status, "{body}: {}", answer.text);
        assert!(answer.text.contains(text), "{body}: {}", answer.text);
    }
}

#[tokio::test]
async fn a_gateway_without_tables_says_what_to_list() {
    let server = without_tables().await;
    let answer = ask(&server, &json!({ "sql": "SELECT 1" }), "*/*").await;
    assert_eq!(answer.status, 501);
    assert!(answer.text.contains("#[mount] tables: Tables"), "{}", answer.text);
    let get = server.get("/api/v1/sql").await;
    assert_eq!((get.status, get.header("allow")), (405, "POST"));
}

#[tokio::test]
async fn a_database_in_a_file_begins_anew_and_no_other_file_is_touched() {
    let folder = std::env::temp_dir().join(format!("gateway-tables-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("tables.duckdb");
    for _ in 0..2 {
        let server = with(json!({ "path": path })).await;
        assert_eq!(rows(&server, "SELECT count(*) AS n FROM trades").await, json!([{ "n": 0 }]));
        send(&server, &[trade("a", 1.0, 1)]).await;
        assert_eq!(rows(&server, "SELECT count(*) AS n FROM trades").await, json!([{ "n": 1 }]));
        server.live.handle().stop();
        server.serving.await.unwrap();
        drop(server.live);
    }
    let other = folder.join("letters.txt");
    std::fs::write(&other, "dear Sir or Madam").unwrap();
    let settings = gateway_runtime::config::Section::new(json!({ "path": other })).unwrap().read().unwrap();
    let server = without_tables().await;
    let refused = gateway_tables::Tables::new(settings).provide(server.live.handle()).unwrap_err();
    assert!(refused.to_string().contains("is no database of DuckDB"), "{refused}");
    assert_eq!(std::fs::read_to_string(&other).unwrap(), "dear Sir or Madam");
    std::fs::remove_dir_all(&folder).unwrap();
}

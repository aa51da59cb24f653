//! Statements that mean harm: refused or stopped with a clear error, while ticks go on.

use std::cell::Cell;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::desk::{ask, rows, send, start, trade, with};
use crate::server::Server;

/// Asks while ticks are sent, and looks that none waits for the statement.
async fn harm(server: &Server, sql: &str) -> (u16, String) {
    let body = json!({ "sql": sql });
    let is_answered = Cell::new(false);
    let asked = async {
        let answer = ask(server, &body, "*/*").await;
        is_answered.set(true);
        answer
    };
    // None is left unfinished, which would tick among the next ones.
    let ticking = async {
        for number in 0.. {
            let began = Instant::now();
            let sent = send(server, &[trade("stream", 1.0, number)]).await;
            assert_eq!(server.last("trades").await, sent);
            let took = began.elapsed();
            assert!(took < Duration::from_secs(2), "a tick took {took:?} while this ran: {sql}");
            if is_answered.get() {
                return;
            }
        }
    };
    let (answer, ()) = tokio::join!(asked, ticking);
    (answer.status, answer.text)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_reaches_out_is_refused() {
    let server = start().await;
    send(&server, &[trade("a", 1.0, 1)]).await;
    for sql in [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT content FROM read_blob('/proc/self/environ')",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM 'https://example.org/x.parquet'",
        "ATTACH '/tmp/x.db' AS x",
        "COPY trades TO '/tmp/x.csv'",
        "COPY (SELECT 1) TO '/tmp/x.csv'",
        "EXPORT DATABASE '/tmp/x'",
        "PRAGMA database_size",
        "INSTALL httpfs",
        "LOAD '/tmp/x.duckdb_extension'",
        "SET memory_limit = '100GB'",
        "SET enable_external_access = true",
        "RESET lock_configuration",
        "SELECT * FROM duckdb_settings()",
        "SELECT getenv('HOME')",
        "SELECT * FROM query('DELETE FROM trades')",
        "SELECT * FROM arrow(1, 2)",
        "DELETE FROM trades",
        "DROP TABLE trades",
        "INSERT INTO trades SELECT * FROM trades",
        "CREATE OR REPLACE TABLE trades AS SELECT 1",
        "CREATE MACRO count(x) AS 7",
        "SELECT 1; DELETE FROM trades",
        "SELECT 1 /* ; */ ; /* */ DROP TABLE trades",
        "SELECT 1 --\n; DROP TABLE trades",
        "SELECT 1 \u{FF1B} DROP TABLE trades; DROP TABLE trades",
        "BEGIN; DELETE FROM trades; COMMIT",
        "SELECT \u{0} FROM trades",
        "'; DROP TABLE trades; --",
        "SELECT nextval('x')",
        "CALL force_checkpoint()",
        "VACUUM",
        "EXPLAIN ANALYZE SELECT * FROM trades",
        "WITH x AS (DELETE FROM trades RETURNING *) SELECT * FROM x",
        "SELECT * FROM (SELECT 1 WHERE (WITH x AS (DELETE FROM trades RETURNING *) SELECT count(*) FROM x) > 0)",
    ] {
        let answer = ask(&server, &json!({ "sql": sql }), "*/*").await;
        assert_eq!(answer.status, 400, "{sql}: {}", answer.text);
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(!detail.is_empty() && !detail.contains("SET ") && detail.len() < 600, "{sql}: {detail}");
    }
    assert_eq!(rows(&server, "SELECT count(*) AS n FROM trades").await, json!([{ "n": 1 }]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_takes_too_long_is_stopped() {
    let server = with(json!({ "timeout": "300ms", "memory_limit": 200_000_000 })).await;
    send(&server, &[trade("a", 1.0, 1)]).await;
    for sql in [
        "WITH RECURSIVE x AS (SELECT 1 AS a UNION ALL SELECT a + 1 FROM x) SELECT count(*) FROM x",
        "SELECT count(*) FROM range(1000000000000) a, range(1000000000000) b WHERE a.range % 7 = b.range % 5",
        "SELECT sum(a.range * b.range) FROM range(10000000) a CROSS JOIN range(10000000) b, trades",
        "SELECT max(md5(range::VARCHAR)) FROM range(100000000000)",
    ] {
        let (status, text) = harm(&server, sql).await;
        // A join may come to the end of its memory before that of its time.
        match status {
            400 => assert!(text.contains("Out of Memory"), "{sql}: {text}"),
            _ => assert_eq!((status, text.as_str()), (504, r#"{"detail":"The statement took longer than 300ms"}"#), "{sql}"),
        }
    }
    // The place is free again, and the connection of use.
    assert!(rows(&server, "SELECT count(*) AS n FROM trades").await[0]["n"].as_u64().unwrap() >= 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_too_large_is_an_error() {
    let server = with(json!({ "memory_limit": 100_000_000, "max_rows": 50_000, "max_bytes": 4_000_000 })).await;
    send(&server, &[trade("a", 1.0, 1)]).await;
    for (sql, text) in [
        ("SELECT * FROM range(5000000)", "more than the 50000 rows"),
        ("SELECT repeat('x', 1000) FROM range(20000)", "more than the 4000000 bytes"),
        ("SELECT repeat('x', 10000000000)", "Out of Range"),
        ("SELECT repeat('x', 90000000), repeat('y', 90000000)", ""),
        ("SELECT list(range) FROM range(100000000)", "Out of Memory"),
        ("SELECT string_agg(range::VARCHAR, ',') FROM range(100000000)", ""),
        ("SELECT DISTINCT md5(range::VARCHAR) FROM range(10000000) ORDER BY 1", "Out of Memory"),
    ] {
        let (status, answer) = harm(&server, sql).await;
        assert!(status == 400 && answer.contains(text) && answer.len() < 600, "{sql}: {status} {answer}");
    }
    // Who asks for few gets them.
    let few = ask(&server, &json!({ "sql": "SELECT * FROM range(5000000)", "limit": 2 }), "*/*").await;
    assert_eq!(few.text, r#"[{"range":0},{"range":1}]"#);
    assert!(rows(&server, "SELECT count(*) AS n FROM trades").await[0]["n"].as_u64().unwrap() >= 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deep_and_long_statements_do_no_harm() {
    let server = start().await;
    let deep = |open: &str, close: &str, times: usize| format!("SELECT {}1{}", open.repeat(times), close.repeat(times));
    for sql in [
        deep("(", ")", 99),
        deep("(", ")", 10_000),
        deep("-", "", 400),
        deep("NOT ", "", 900),
        deep("NOT ", "", 20_000),
        deep("1+", "", 900),
        deep("1+", "", 40_000),
        deep("[", "]", 90),
        "x".repeat(200_000),
        format!("SELECT 1 {}", "UNION SELECT 1 ".repeat(190)),
        format!("SELECT {}", "1,".repeat(30_000) + "1"),
    ] {
        let answer = ask(&server, &json!({ "sql": sql }), "*/*").await;
        assert!(matches!(answer.status, 200 | 400), "{}: {}", &sql[..40], answer.text);
    }
    assert_eq!(rows(&server, "SELECT 1 AS x").await, json!([{ "x": 1 }]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn beyond_the_places_statements_wait_and_beyond_those_they_are_refused() {
    let server = with(json!({ "queries": 1, "waiting": 1, "timeout": "1s" })).await;
    let slow = json!({ "sql": "SELECT count(*) FROM range(1000000000000)" });
    let asked = gateway_runtime::futures::future::join_all((0..4).map(|_| ask(&server, &slow, "*/*"))).await;
    let mut statuses: Vec<(u16, &str)> = asked.iter().map(|answer| (answer.status, answer.header("retry-after"))).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [(503, "1"), (503, "1"), (504, ""), (504, "")]);
    assert_eq!(rows(&server, "SELECT 1 AS x").await, json!([{ "x": 1 }]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_leaves_does_not_leave_the_statement_running() {
    let server = with(json!({ "queries": 1, "timeout": "1h" })).await;
    let slow = json!({ "sql": "SELECT count(*) FROM range(1000000000000000)" });
    for _ in 0..3 {
        let left = tokio::time::timeout(Duration::from_millis(100), ask(&server, &slow, "*/*")).await;
        assert!(left.is_err(), "it has no end");
    }
    // There is one place, so this runs only once the others have ended.
    let answered = tokio::time::timeout(Duration::from_secs(20), rows(&server, "SELECT 1 AS x")).await;
    assert_eq!(answered.unwrap(), json!([{ "x": 1 }]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_text_is_never_more_than_a_bad_request() {
    let server = start().await;
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(state >> 33).unwrap() % below
    };
    let words = [
        "SELECT",
        "FROM",
        "trades",
        "*",
        "(",
        ")",
        ",",
        "'",
        "\"",
        ";",
        "--",
        "/*",
        "*/",
        "1",
        "WHERE",
        "=",
        "symbol",
        "\u{0}",
        "é",
        "UNION",
        "WITH",
        "AS",
        "?",
        "$1",
        "::",
        "JSON",
        "LIMIT",
        "-1",
        "[",
        "]",
        "{",
        "}",
        "GROUP BY ALL",
        "PIVOT",
        "EXPLAIN",
        "DESCRIBE",
        "VALUES",
        "NULL",
        "range",
        "1e999",
    ];
    for _ in 0..400 {
        let sql: Vec<&str> = (0..=random(12)).map(|_| words[random(words.len())]).collect();
        let answer = ask(&server, &json!({ "sql": sql.join(" ") }), "*/*").await;
        assert!(matches!(answer.status, 200 | 400), "{sql:?}: {} {}", answer.status, answer.text);
    }
    let _: Value = rows(&server, "SELECT 1").await;
}

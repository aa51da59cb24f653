//! Bodies that are wrong, and what is said about them.

use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use reqwest::{Body, Method};
use serde_json::{Value, json};

use crate::desk::gate;
use crate::server::{Answer, Server, answer};

fn problems(answer: &Answer) -> Value {
    assert_eq!(answer.status, 422, "{}", answer.text);
    assert_eq!(answer.header("content-type"), "application/json");
    answer.json()["detail"].clone()
}

#[tokio::test]
async fn every_fault_is_named_with_its_field() {
    let server = Server::start().await;
    let good = json!({ "symbol": "X", "side": "Buy", "quantity": 3 });
    let with = |field: &str, value: Value| {
        let mut order = good.clone();
        order[field] = value;
        order
    };
    for (body, kind, loc) in [
        (with("quantity", json!("3")), "int_type", json!(["body", "quantity"])),
        (with("quantity", json!(1.5)), "int_from_float", json!(["body", "quantity"])),
        (with("quantity", json!(0)), "greater_than_equal", json!(["body", "quantity"])),
        (with("quantity", json!(4_294_967_296_u64)), "less_than_equal", json!(["body", "quantity"])),
        (with("symbol", json!("TOO LONG, REALLY")), "string_too_long", json!(["body", "symbol"])),
        (with("symbol", Value::Null), "string_type", json!(["body", "symbol"])),
        (with("side", json!("Keep")), "enum", json!(["body", "side"])),
        (with("bogus", json!(2)), "extra_forbidden", json!(["body", "bogus"])),
        (with("price", json!(-1)), "value_error", json!(["body", "price"])),
        (with("id", json!([])), "string_type", json!(["body", "id"])),
        (with("timestamp", json!("soon")), "datetime_parsing", json!(["body", "timestamp"])),
        (json!({ "symbol": "X", "side": "Buy" }), "missing", json!(["body", "quantity"])),
        (json!([good.clone(), with("quantity", json!(true))]), "int_type", json!(["body", 1, "quantity"])),
        (json!("hello"), "model_attributes_type", json!(["body"])),
        (json!(null), "model_attributes_type", json!(["body"])),
        (json!([[]]), "model_attributes_type", json!(["body", 0])),
    ] {
        let found = problems(&server.send("orders", body.to_string()).await);
        assert_eq!((found[0]["type"].as_str(), &found[0]["loc"]), (Some(kind), &loc), "{body} gives {found}");
        assert!(found[0]["msg"].is_string() && found[0].get("input").is_some(), "{found}");
        assert_eq!(found.as_array().map(Vec::len), Some(1), "one fault for each place: {found}");
    }
    let several = problems(&server.send("orders", r#"{"side":1,"quantity":"x","more":0}"#).await);
    let named: Vec<&Value> = several.as_array().unwrap().iter().map(|problem| &problem["loc"][1]).collect();
    assert!(["symbol", "side", "quantity", "more"].iter().all(|field| named.contains(&&json!(field))), "{several}");
    assert_eq!(server.last("orders").await, json!([]), "nothing of a bad batch is sent");
}

#[tokio::test]
async fn what_is_no_json_is_named_with_its_place() {
    let server = Server::start().await;
    let nothing = answer(server.request(Method::POST, "/api/v1/send/orders")).await;
    assert_eq!(nothing.text, r#"{"detail":[{"type":"missing","loc":["body"],"msg":"Field required","input":null}]}"#);
    let bad = server.send("orders", "{not json").await;
    assert_eq!(
        bad.text,
        r#"{"detail":[{"type":"json_invalid","loc":["body",1],"msg":"JSON decode error","input":{},"ctx":{"error":"key must be a string"}}]}"#
    );
    let deep = "[".repeat(50_000);
    let bodies: [(&[u8], &str); 8] = [
        (b"NaN", "expected value"),
        (b"{\"price\":1e999}", "number out of range"),
        (b"{\"symbol\":\"\xff\"}", "invalid unicode code point"),
        (b"\xef\xbb\xbf{}", "expected value"),
        (b"{\"symbol\":\"a\",\"symbol\":\"b\"}", "field `symbol` stands twice in an object"),
        (deep.as_bytes(), "recursion limit exceeded"),
        (b"{\"symbol\":\"X\"", "EOF while parsing an object"),
        (b"{} {}", "trailing characters"),
    ];
    for (body, error) in bodies {
        let found = problems(&server.send("orders", body.to_vec()).await);
        assert_eq!((found[0]["type"].as_str(), found[0]["ctx"]["error"].as_str()), (Some("json_invalid"), Some(error)));
    }
}

#[tokio::test]
async fn numbers_beyond_their_range_are_refused() {
    let server = Server::start().await;
    for body in ["18446744073709551616", "-1", "1e30", "1.5", "-0.5", "1e-400x", "[1,2,99999999999999999999999999999999999]"] {
        let found = problems(&server.send("counts", body).await);
        assert!(found[0]["loc"][0] == "body" && found[0]["msg"].is_string(), "{body} gives {found}");
        assert_eq!(found.as_array().map(Vec::len), Some(1), "{body} gives {found}");
    }
    assert_eq!(server.last("counts").await, json!([]));
}

#[tokio::test]
async fn other_kinds_of_content_are_refused() {
    let server = Server::start().await;
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
        let request = server.request(Method::POST, "/api/v1/send/counts").header("content-type", kind).body("1");
        let refused = answer(request).await;
        assert_eq!((refused.status, refused.json()["detail"].is_string()), (415, true), "{kind}");
    }
    assert_eq!(answer(server.request(Method::POST, "/api/v1/send/counts").body("1")).await.status, 415);
    let request = server.request(Method::POST, "/api/v1/send/counts").header("content-type", "application/json; charset=utf-8").body("1");
    assert_eq!(answer(request).await.status, 200);
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let server = Server::with(|settings| settings.body_limit = 100, |_| {}).await;
    let fits = format!("{:<100}", "1");
    assert_eq!(server.send("counts", fits.clone()).await.status, 200);
    let refused = (413, r#"{"detail":"The body has more than the 100 bytes that are allowed"}"#.to_owned());
    let large = server.send("counts", fits.clone() + " ").await;
    assert_eq!((large.status, large.text), refused);
    // Without an announced length, too.
    let pieces = gateway_runtime::futures::stream::iter([fits.clone(), fits].map(Ok::<_, std::io::Error>));
    let large = answer(server.post("counts", "").body(Body::wrap_stream(pieces))).await;
    assert_eq!((large.status, large.text), refused);
    let huge = server.send("counts", "1".repeat(500_000)).await;
    assert_eq!(huge.status, 413);
}

#[tokio::test]
async fn the_answer_to_many_faults_is_short() {
    let server = Server::start().await;
    let answer = server.send("orders", format!("[{}0]", "0,".repeat(500_000))).await;
    let found = problems(&answer);
    assert_eq!(found.as_array().map(Vec::len), Some(101));
    assert_eq!(found[100]["type"], "too_many_errors");
    let keys: Vec<String> = (0..50_000).map(|key| format!("\"{key}\":true")).collect();
    let answer = server.send("levels", format!("{{{}}}", keys.join(","))).await;
    assert_eq!(problems(&answer).as_array().map(Vec::len), Some(101));
}

#[tokio::test]
async fn a_check_that_panics_is_an_error_and_no_end() {
    let server = Server::start().await;
    let panicked = server.send("orders", r#"{"symbol":"PANIC","side":"Buy","quantity":1}"#).await;
    assert_eq!((panicked.status, panicked.text.as_str()), (500, r#"{"detail":"Internal Server Error"}"#));
    let padded = format!(r#"{{"symbol":"PANIC","side":"Buy","quantity":1}}{}"#, " ".repeat(100_000));
    assert_eq!(server.send("orders", padded).await.status, 500);
    assert_eq!(server.send("orders", r#"{"symbol":"X","side":"Buy","quantity":1}"#).await.status, 200);
}

#[tokio::test]
async fn what_never_fits_into_the_queue_is_not_to_be_tried_again() {
    let server = Server::with(|_| {}, |options| options.queue_bytes = 1024).await;
    let refused = server.send("counts", format!("[{}0]", "0,".repeat(50))).await;
    assert_eq!((refused.status, refused.header("retry-after")), (413, ""));
    let text = "This is more than the 1024 bytes for which the queue into the engine has places: send less at once";
    assert_eq!(refused.json(), serde_json::json!({ "detail": text }));
    assert_eq!(server.send("counts", "1").await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_queue_answers_at_once_and_the_server_goes_on() {
    let server = Server::with(|_| {}, |options| options.queue_entries = 2).await;
    let (reached, open) = gate(503);
    assert_eq!(server.send("holds", "503").await.status, 200);
    let at_gate = tokio::task::spawn_blocking(move || reached.recv_timeout(Duration::from_mins(1)));
    assert_eq!(at_gate.await.unwrap(), Ok::<(), RecvTimeoutError>(()));
    assert_eq!(server.send("counts", "1").await.status, 200);
    assert_eq!(server.send("counts", "2").await.status, 200);
    let refused = server.send("counts", "3").await;
    assert_eq!((refused.status, refused.header("retry-after")), (503, "1"));
    assert_eq!(refused.text, r#"{"detail":"The queue into the engine is full: try again later"}"#);
    assert_eq!(server.get("/api/v1/last/").await.status, 200, "what needs no engine is answered");
    drop(open);
    assert_eq!(server.get("/api/v1/last/counts").await.json()[0]["value"], 2, "what was accepted has ticked");
}

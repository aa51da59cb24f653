//! Server-sent events and NDJSON.

use reqwest::Method;
use serde_json::{Value, json};

use super::numbers;
use crate::server::{Server, answer};

/// An answer that goes on.
struct Reading {
    response: reqwest::Response,
    text: String,
}

impl Reading {
    async fn of(server: &Server, path: &str, accept: &str) -> Self {
        let response = server.request(Method::GET, path).header("accept", accept).send().await.unwrap();
        assert_eq!(response.status(), 200);
        Self { response, text: String::new() }
    }

    /// What comes up to `end`.
    async fn until(&mut self, end: &str) -> String {
        loop {
            if let Some(place) = self.text.find(end) {
                let rest = self.text.split_off(place + end.len());
                return std::mem::replace(&mut self.text, rest);
            }
            let piece = self.response.chunk().await.unwrap().expect("no end");
            self.text.push_str(std::str::from_utf8(&piece).unwrap());
        }
    }

    /// The next event: its id and data.
    async fn event(&mut self) -> (String, Value) {
        loop {
            let event = self.until("\n\n").await;
            let Some((id, data)) = event.trim_end().split_once('\n') else {
                assert!(event.starts_with(':'), "{event}");
                continue;
            };
            let data = serde_json::from_str(data.strip_prefix("data: ").unwrap()).unwrap();
            return (id.strip_prefix("id: ").unwrap().to_owned(), data);
        }
    }

    async fn line(&mut self) -> Value {
        let line = self.until("\n").await;
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
    }
}

#[tokio::test]
async fn ticks_are_events_with_their_ids() {
    let server = Server::start().await;
    let mut events = Reading::of(&server, "/api/v1/stream/counts", "text/event-stream").await;
    assert_eq!(events.response.headers()["content-type"], "text/event-stream");
    assert_eq!(events.response.headers()["cache-control"], "no-store");
    server.send("counts", "[1, 2]").await;
    for number in [1, 2] {
        let (id, data) = events.event().await;
        assert_eq!((&data["channel"], numbers(&data)), (&json!("counts"), vec![number]));
        assert_eq!(data["data"][0]["id"], id);
    }
}

#[tokio::test]
async fn ticks_are_lines_where_that_is_asked() {
    let server = Server::start().await;
    server.send("quotes", r#"{"A": {"bid": 1}, "B": {"bid": 2}}"#).await;
    let mut lines = Reading::of(&server, "/api/v1/stream/quotes/B?snapshot=true&token=x", "application/x-ndjson").await;
    assert_eq!(lines.response.headers()["content-type"], "application/x-ndjson");
    assert_eq!((lines.line().await)["data"][0]["bid"], 2.0);
    server.send("quotes", r#"{"A": {"bid": 3}, "B": {"bid": 4}}"#).await;
    let line = lines.line().await;
    assert_eq!((&line["key"], &line["data"][0]["bid"]), (&json!("B"), &json!(4.0)));
}

#[tokio::test]
async fn an_id_that_breaks_lines_is_left_out() {
    let server = Server::start().await;
    let mut events = Reading::of(&server, "/api/v1/stream/counts", "*/*").await;
    server.send("counts", r#"{"value": 1, "id": "a\nb"}"#).await;
    assert_eq!(events.until("\n\n").await, ":\n\n");
    assert!(events.until("\n\n").await.starts_with(r#"data: {"channel":"counts","data":[{"id":"a\nb","#));
}

#[tokio::test]
async fn samples_say_how_many_were_left_out() {
    let server = Server::start().await;
    let mut lines = Reading::of(&server, "/api/v1/stream/counts?policy=sample&interval_ms=50", "application/x-ndjson").await;
    server.send("counts", json!((1..=200).collect::<Vec<u64>>()).to_string()).await;
    let mut count = 0;
    loop {
        let line = lines.line().await;
        count += 1 + line["dropped"].as_u64().unwrap_or(0);
        if numbers(&line) == [200] {
            break;
        }
    }
    assert_eq!(count, 200);
}

#[tokio::test]
async fn what_cannot_be_followed() {
    let server = Server::with(|settings| settings.stream.max_clients = 1, |_| {}).await;
    for (path, status, text) in [
        ("nope", 404, "Not Found"),
        ("never_ticks", 404, "Channel not found: never_ticks"),
        ("quotes/ZZ", 404, "Channel not found: quotes/ZZ"),
        ("counts?policy=some", 422, "`some` is no `policy`"),
        ("counts?policy=sample", 422, "a policy `sample` has an `interval_ms` from 1 to 3600000"),
        ("counts?interval_ms=x", 422, "`x` is no `interval_ms`"),
        ("counts?snapshot=maybe", 422, "`maybe` is no `snapshot`"),
    ] {
        let refused = server.get(&format!("/api/v1/stream/{path}")).await;
        let detail = &refused.json()["detail"];
        let detail = detail.as_str().or_else(|| detail[0]["msg"].as_str());
        assert_eq!((refused.status, detail), (status, Some(text)), "{path}");
    }
    let slash = server.get("/api/v1/stream/order-lists/").await;
    assert_eq!((slash.status, slash.header("location")), (307, "/api/v1/stream/order-lists"));
    let posted = answer(server.request(Method::POST, "/api/v1/stream/counts")).await;
    assert_eq!((posted.status, posted.header("allow")), (405, "GET"));
    let first = Reading::of(&server, "/api/v1/stream/counts", "*/*").await;
    assert_eq!(server.get("/api/v1/stream/counts").await.status, 503);
    drop(first);
}

//! Health and metrics, as those see them who run the service.

use std::collections::{HashMap, HashSet};

use reqwest::Method;
use serde_json::json;

use crate::desk::gate;
use crate::server::{Server, answer};

/// The lines of a text of metrics: what each sample is called, labels included, and its value. Panics where the text has another
/// form than `OpenMetrics` says.
fn samples(text: &str) -> HashMap<String, f64> {
    assert!(text.ends_with("# EOF\n"), "{text}");
    let mut families = HashSet::new();
    let mut samples = HashMap::new();
    for line in text.lines().filter(|line| *line != "# EOF") {
        if let Some(rest) = line.strip_prefix("# ") {
            let words: Vec<&str> = rest.splitn(3, ' ').collect();
            assert!(words.len() == 3 && ["HELP", "TYPE", "UNIT"].contains(&words[0]), "{line}");
            if words[0] == "TYPE" {
                assert!(["counter", "gauge", "histogram"].contains(&words[2]), "{line}");
                assert!(families.insert(words[1].to_owned()), "described twice: {line}");
            }
            continue;
        }
        let (name, value) = line.rsplit_once(' ').unwrap();
        let family = name.split('{').next().unwrap();
        let endings = ["", "_total", "_bucket", "_sum", "_count"];
        assert!(endings.iter().any(|ending| family.strip_suffix(ending).is_some_and(|family| families.contains(family))), "{line}");
        assert!(samples.insert(name.to_owned(), value.parse().unwrap()).is_none(), "told twice: {line}");
    }
    samples
}

async fn metrics(server: &Server) -> HashMap<String, f64> {
    let answer = server.get("/metrics").await;
    assert_eq!(answer.header("content-type"), "application/openmetrics-text; version=1.0.0; charset=utf-8");
    samples(&answer.text)
}

#[tokio::test]
async fn metrics_count_what_happens() {
    let server = Server::start().await;
    let order = r#"{"symbol":"A","side":"Buy","quantity":1,"price":2.0}"#;
    for _ in 0..3 {
        assert_eq!(server.send("orders", order).await.status, 200);
    }
    server.last("fills").await;
    server.send("orders", "{}").await;
    server.get("/no/such/place").await;
    let odd = Method::from_bytes(b"ODD").unwrap();
    answer(server.request(odd, "/api")).await;
    let metrics = metrics(&server).await;
    let of = |name: &str| *metrics.get(name).unwrap_or_else(|| panic!("no {name} in {metrics:#?}"));
    assert_eq!((of(r#"gateway_ticks_total{channel="orders"}"#), of(r#"gateway_ticks_total{channel="fills"}"#)), (3.0, 3.0));
    assert!(of("gateway_cycles_total") >= 3.0);
    let send = r#"gateway_requests_total{route="/api/v1/send/{*address}",method="POST",status="#;
    assert_eq!((of(&format!(r#"{send}"200"}}"#)), of(&format!(r#"{send}"422"}}"#))), (3.0, 1.0));
    let figures = [
        (r#"gateway_requests_total{route="none",method="GET",status="404"}"#, 1.0),
        (r#"gateway_requests_total{route="/api",method="other",status="405"}"#, 1.0),
        (r#"gateway_request_duration_seconds_count{route="/api/v1/send/{*address}"}"#, 4.0),
        (r#"gateway_node_failures_total{node="matcher.fill"}"#, 0.0),
        (r#"gateway_module_running{module="matcher"}"#, 1.0),
    ];
    assert_eq!(figures.map(|(name, _)| (name, of(name))), figures);
    assert!(of("gateway_connections") >= 1.0 && of("gateway_queue_places") > 0.0);
    assert_eq!((of("gateway_queue_entries"), of("gateway_stream_clients")), (0.0, 0.0));
    assert!(metrics.contains_key(r#"gateway_node_busy_seconds_total{node="matcher.fill"}"#));
}

#[tokio::test]
async fn metrics_tell_how_many_wait_for_a_tick() {
    let server = Server::start().await;
    let waiting = async || metrics(&server).await["gateway_waiting_requests"];
    assert!(waiting().await == 0.0);
    let mut next = std::pin::pin!(server.get("/api/v1/next/counts"));
    tokio::select! {
        answer = &mut next => panic!("nothing ticked, and yet it was {}", answer.text),
        () = async { while waiting().await < 1.0 {} } => {}
    }
    assert_eq!(server.send("counts", "1").await.status, 200);
    assert_eq!(next.await.status, 200);
    while waiting().await > 0.0 {}
}

#[tokio::test]
async fn ready_is_who_answers_in_time() {
    let server = Server::start().await;
    assert_eq!(server.get("/health/live").await.json(), json!({ "status": "live" }));
    let ready = server.get("/health/ready").await;
    assert_eq!((ready.status, ready.json()), (200, json!({ "status": "ready" })));
    // A node that does not come back holds the engine.
    let (reached, open) = gate(8_101);
    server.send("holds", "8101").await;
    tokio::task::spawn_blocking(move || reached.recv().unwrap()).await.unwrap();
    let held = server.get("/health/ready").await;
    assert_eq!(held.status, 503);
    assert_eq!(held.json(), json!({ "status": "not ready", "reasons": ["the engine did not answer within 1s"] }));
    assert_eq!(server.get("/health/live").await.status, 200);
    // What is counted is told even then, and says where the time goes.
    assert!(metrics(&server).await[r#"gateway_node_busy_seconds_total{node="matcher.hold"}"#] > 0.3);
    drop(open);
    assert_eq!(server.get("/health/ready").await.status, 200);
}

#[tokio::test]
async fn health_needs_no_key_and_metrics_do() {
    let server = Server::with(|settings| settings.auth.enabled = Some(true), |_| {}).await;
    assert_eq!(server.get("/health/live").await.status, 200);
    assert_eq!(server.get("/health/ready").await.status, 200);
    assert_eq!(server.get("/metrics").await.status, 401);
}

//! `lookup`: ticks by their ids.

use serde_json::json;

use crate::desk::{send, trade, without_tables};

#[tokio::test]
async fn a_tick_is_found_by_its_id() {
    let server = without_tables().await;
    let sent = send(&server, &[trade("a", 1.0, 1), trade("b", 2.0, 2)]).await;
    let id = sent[0]["id"].as_str().unwrap();
    for path in [format!("trades/{id}"), format!("id/{id}")] {
        assert_eq!(server.get(&format!("/api/v1/lookup/{path}")).await.json(), json!([sent[0]]), "{path}");
    }
    let mut own = trade("c", 3.0, 3);
    own["id"] = "my id/1".into();
    let sent = send(&server, &[own]).await;
    assert_eq!(server.get("/api/v1/lookup/trades/my%20id%2F1").await.json(), sent);
    assert_eq!(server.get("/api/v1/lookup/trade-lists/my%20id%2F1").await.text, "[]");
    assert_eq!(server.get("/api/v1/lookup/trades/unknown").await.text, "[]");
    let unknown = server.get("/api/v1/lookup/id/unknown").await;
    assert_eq!((unknown.status, unknown.text.as_str()), (404, r#"{"detail":"No tick found with id: unknown"}"#));
}

#[tokio::test]
async fn only_so_many_are_kept_and_only_of_channels_that_say_so() {
    let server = without_tables().await;
    assert_eq!(server.get("/api/v1/lookup/").await.json(), json!(["trade_lists", "trades"]));
    assert_eq!(server.get("/api/v1/lookup").await.header("location"), "/api/v1/lookup/");
    let sent = server.send("trade_lists", json!([trade("a", 1.0, 1), trade("b", 2.0, 2), trade("c", 3.0, 3)]).to_string()).await.json();
    let mut found = Vec::new();
    for tick in sent.as_array().unwrap() {
        found.push(server.get(&format!("/api/v1/lookup/trade_lists/{}", tick["id"].as_str().unwrap())).await.json());
    }
    assert_eq!(found, [json!([]), json!([sent[1]]), json!([sent[2]])]);
    assert_eq!(server.get("/api/v1/lookup/counts/1").await.text, r#"{"detail":"Not Found"}"#);
    let posted = server.request(reqwest::Method::POST, "/api/v1/lookup/trades/1");
    assert_eq!(crate::server::answer(posted).await.status, 405);
}

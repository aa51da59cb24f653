//! States and lookups of a choice of channels, in several versions of the API.

use gateway_rest::Settings;
use serde_json::json;

use crate::desk::{send, trade};
use crate::server::Server;

#[tokio::test]
async fn states_and_lookups_are_those_of_the_selected_channels() {
    let choose = |settings: &mut Settings| {
        settings.channels = serde_json::from_value(json!({ "state": ["trades"], "lookup": ["trade_lists"] })).unwrap();
        settings.versions.insert("v2".to_owned(), serde_json::from_value(json!({ "state": ["quotes"], "lookup": ["trades"] })).unwrap());
    };
    let server = Server::with(choose, |_| {}).await;
    assert_eq!(server.get("/api/v1/state/").await.json(), json!(["by_venue", "last_three", "trades"]));
    assert_eq!(server.get("/api/v2/state/").await.json(), json!(["by_kind", "quotes"]));
    assert_eq!(server.get("/api/v2/state").await.header("location"), "/api/v2/state/");
    assert_eq!(server.get("/api/v1/state/quotes").await.status, 404);
    assert_eq!(server.get("/api/v2/state/trades").await.status, 404);
    assert_eq!(server.get("/api/v2/state/quotes").await.text, "[]");
    let sent = send(&server, &[trade("a", 1.0, 1)]).await;
    let id = sent[0]["id"].as_str().unwrap();
    assert_eq!(server.get(&format!("/api/v2/lookup/trades/{id}")).await.json(), sent);
    assert_eq!(server.get(&format!("/api/v2/lookup/id/{id}")).await.json(), sent);
    assert_eq!(server.get(&format!("/api/v1/lookup/trades/{id}")).await.status, 404);
    // What is asked of all channels is asked of those that are selected.
    assert_eq!(server.get(&format!("/api/v1/lookup/id/{id}")).await.status, 404);
    let paths = server.get("/openapi.json").await.json()["paths"].clone();
    let has = |path: &str| paths.get(path).is_some();
    assert!(has("/api/v1/state/trades") && has("/api/v2/state/quotes") && has("/api/v2/lookup/trades/{id}"));
    assert!(!has("/api/v1/state/quotes") && !has("/api/v2/state/trades") && !has("/api/v1/lookup/trades/{id}"));
}

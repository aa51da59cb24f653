//! States and lookups of a choice of channels, in several versions of the API.

use gateway_rest::Settings;
use serde_json::json;

use crate::desk::{ask, send, trade};
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

#[tokio::test]
async fn what_is_not_served_is_nowhere() {
    let choose = |settings: &mut Settings| {
        settings.channels = serde_json::from_value(json!({ "exclude": ["trades"], "state": { "exclude": ["trade_lists"] } })).unwrap();
    };
    let server = Server::with(choose, |_| {}).await;
    gateway_tables::Tables::new(gateway_tables::Settings::default()).provide(server.live.handle()).unwrap();
    for list in ["last", "next", "send", "state", "lookup", "history", "stream", "channels_graph"] {
        let listed = server.get(&format!("/api/v1/{list}")).await;
        let listed = if listed.status == 307 { server.get(&format!("/api/v1/{list}/")).await } else { listed };
        assert!(listed.text.contains("trade_lists") != (list == "state") || list == "history", "{list}: {}", listed.text);
        assert!(!listed.text.contains("\"trades\""), "{list}: {}", listed.text);
    }
    for path in ["last/trades", "next/trades", "state/trades", "state/by_venue", "lookup/trades/x", "history/trades", "stream/trades"] {
        assert_eq!(server.get(&format!("/api/v1/{path}")).await.status, 404, "{path}");
    }
    assert_eq!(server.send("trades", "{}").await.status, 404);
    let refused = ask(&server, &json!({ "sql": "FROM trades" }), "*/*").await;
    let known = "quotes, by_kind, never_ticks, quotes_history, counts_history";
    assert_eq!((refused.status, refused.json()), (400, json!({ "detail": format!("There is no table `trades`; there are: {known}") })));
    for table in ["trades_history", "by_venue", "trade_lists"] {
        assert_eq!(ask(&server, &json!({ "sql": format!("FROM {table}") }), "*/*").await.status, 400, "{table}");
    }
    let lists = ask(&server, &json!({ "sql": "SHOW TABLES" }), "*/*").await;
    assert_eq!(lists.json()["detail"], format!("Tables are not listed here; there are: {known}"));
    assert_eq!(ask(&server, &json!({ "sql": "SELECT count(*) AS n FROM quotes" }), "*/*").await.json(), json!([{ "n": 0 }]));
    for page in ["/", "/openapi.json", "/asyncapi.json"] {
        let text = server.get(page).await.text;
        for name in ["/trades\"", "\"trades\"", "-trades\"", "id=\"trades\""] {
            assert!(!text.contains(name), "{page}: {name}");
        }
    }
}

#[tokio::test]
async fn a_list_of_channels_is_all_that_is_served() {
    let server = Server::with(|settings| settings.channels = serde_json::from_value(json!(["counts"])).unwrap(), |_| {}).await;
    assert_eq!(server.get("/api/v1/last/").await.json(), json!(["counts"]));
    assert_eq!(server.get("/api/v1/state/").await.json(), json!([]));
    assert_eq!(server.get("/api/v1/stream").await.json(), json!(["counts", "heartbeat"]));
    assert_eq!(server.send("counts", "1").await.status, 200);
}

//! Traces of questions to states and tables.

use std::time::Duration;

use gateway_rest::Settings;
use gateway_runtime::LiveOptions;
use gateway_tables::Tables;
use serde_json::json;

use crate::collector::Collector;
use crate::desk::{rows, send, trade};
use crate::server::Server;

async fn traced(collector: &Collector, statements: bool) -> Server {
    let settings = |settings: &mut Settings| {
        settings.traces.endpoint = Some(collector.endpoint.clone());
        settings.traces.delay = Some(Duration::ZERO);
        settings.traces.statements = statements;
    };
    let server = Server::with(settings, |_: &mut LiveOptions| {}).await;
    let settings = gateway_runtime::config::Section::new(json!({})).unwrap().read().unwrap();
    Tables::new(settings).provide(server.live.handle()).unwrap();
    server
}

#[tokio::test]
async fn a_statement_is_a_span_with_its_rows() {
    let mut collector = Collector::start().await;
    let server = traced(&collector, false).await;
    send(&server, &[trade("a", 1.0, 1), trade("b", 1.0, 2)]).await;
    rows(&server, "SELECT * FROM trades WHERE symbol <> 'a-secret'").await;
    let request = collector.span(|span| span.get("http.route") == "/api/v1/sql").await;
    let sql = collector.span(|span| span.name == "sql").await;
    assert_eq!(sql.parent, request.id);
    assert_eq!((sql.get("db.system.name"), sql.get("db.response.returned_rows")), ("duckdb", "2"));
    // What stands in a statement is the client's own affair, unless the settings say otherwise.
    assert!(!format!("{:?}", collector.all()).contains("a-secret"));

    server.get("/api/v1/state/trades?limit=1").await;
    let request = collector.span(|span| span.get("url.path") == "/api/v1/state/trades").await;
    let state = collector.span(|span| span.name == "state").await;
    assert_eq!((&state.parent, state.get("gateway.rows")), (&request.id, "1"));
    collector.span(|span| span.name == "engine" && span.parent == request.id).await;
}

#[tokio::test]
async fn the_text_of_a_statement_is_told_if_it_is_wanted() {
    let mut collector = Collector::start().await;
    let server = traced(&collector, true).await;
    rows(&server, "SELECT 1 AS one").await;
    assert_eq!(collector.span(|span| span.name == "sql").await.get("db.query.text"), "SELECT 1 AS one");
}

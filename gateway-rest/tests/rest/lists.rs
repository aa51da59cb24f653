//! Discovery, lists, redirects, methods.

use reqwest::Method;
use serde_json::json;

use crate::server::{Server, answer};

#[tokio::test]
async fn the_api_says_what_there_is() {
    let server = Server::start().await;
    let api = server.get("/api").await;
    assert_eq!(api.text, r#"{"default":"v1","versions":[{"version":"v1","path":"/api/v1"}]}"#);
    assert_eq!(api.header("content-type"), "application/json");
    let all = json!([
        "counts",
        "events",
        "example",
        "fills",
        "holds",
        "levels",
        "never_ticks",
        "notes",
        "order_lists",
        "orders",
        "quotes",
        "remembered"
    ]);
    assert_eq!(server.get("/api/v1/last/").await.json(), all);
    assert_eq!(server.get("/api/v1/next/").await.json(), all);
    assert_eq!(
        server.get("/api/v1/send/").await.text,
        r#"["counts","events","example","holds","levels","notes","order_lists","orders","quotes","quotes/A","quotes/B","quotes/C","remembered"]"#
    );
}

#[tokio::test]
async fn a_slash_too_few_or_too_many_is_redirected() {
    let server = Server::start().await;
    for (from, to) in [
        ("/api/", "/api"),
        ("/api/v1/last", "/api/v1/last/"),
        ("/api/v1/next?a=b", "/api/v1/next/?a=b"),
        ("/api/v1/send", "/api/v1/send/"),
        ("/api/v1/last/orders/", "/api/v1/last/orders"),
        ("/api/v1/last/order-lists/?a=b", "/api/v1/last/order-lists?a=b"),
        ("/api/v1/next/quotes/A/", "/api/v1/next/quotes/A"),
        ("/api/v1/last/notes/", "/api/v1/last/notes"),
        ("/redoc", "/docs"),
        ("/docs/", "/docs"),
    ] {
        let answer = server.get(from).await;
        assert_eq!((answer.status, answer.header("location"), answer.text.as_str()), (307, to, ""), "{from}");
    }
    let posted = answer(server.post("orders/", "{}")).await;
    assert_eq!((posted.status, posted.header("location")), (307, "/api/v1/send/orders"));
}

#[tokio::test]
async fn other_methods_are_refused_with_the_right_one() {
    let server = Server::start().await;
    for (method, path, allowed) in [
        (Method::POST, "/api/v1/last/orders", "GET"),
        (Method::HEAD, "/api/v1/last/orders", "GET"),
        (Method::OPTIONS, "/api/v1/last/orders", "GET"),
        (Method::DELETE, "/api/v1/next/quotes/A", "GET"),
        (Method::GET, "/api/v1/send/orders", "POST"),
        (Method::HEAD, "/api/v1/send/orders", "POST"),
        (Method::POST, "/api/v1/last/", "GET"),
        (Method::POST, "/api", "GET"),
        (Method::PUT, "/docs", "GET, HEAD"),
        (Method::PUT, "/api/v1/auth/login", "GET, HEAD, POST"),
    ] {
        let answer = answer(server.request(method.clone(), path)).await;
        assert_eq!((answer.status, answer.header("allow")), (405, allowed), "{method} {path}");
        if method != Method::HEAD {
            assert_eq!(answer.text, r#"{"detail":"Method Not Allowed"}"#, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn the_head_of_a_page_is_that_of_the_page() {
    let server = Server::start().await;
    for path in ["/docs", "/health/live", "/openapi.json"] {
        let (get, head) = (server.get(path).await, answer(server.request(Method::HEAD, path)).await);
        assert_eq!((head.status, head.text.as_str(), get.status), (200, "", 200), "{path}");
        for name in ["content-type", "content-length"] {
            assert_eq!(head.header(name), get.header(name), "{path} {name}");
        }
    }
}

#[tokio::test]
async fn unknown_addresses_are_not_found() {
    let server = Server::start().await;
    for path in [
        "/nope",
        "/api/v2/last/orders",
        "/api/v1/last/nope",
        "/api/v1/next/nope",
        "/api/v1/send/nope",
        "/api/v1/last/orders/A",
        "/api/v1/last/nope/",
        "/api/v1/last//",
        "/api/v1/last//orders",
    ] {
        let answer = server.get(path).await;
        assert_eq!((answer.status, answer.text.as_str()), (404, r#"{"detail":"Not Found"}"#), "{path}");
        assert_eq!(answer.header("content-type"), "application/json");
    }
    assert_eq!(server.send("nope", "{}").await.text, r#"{"detail":"Not Found"}"#);
    assert_eq!(server.send("orders/A", "{}").await.text, r#"{"detail":"Not Found"}"#);
    let not_utf8 = server.get("/api/v1/last/notes/%ff").await;
    assert_eq!((not_utf8.status, not_utf8.text.as_str()), (400, r#"{"detail":"The address is not valid UTF-8"}"#));
}

#[tokio::test]
async fn what_nothing_can_tick_is_not_found_by_name() {
    let server = Server::start().await;
    for (path, name) in [
        ("last/never_ticks", "never_ticks"),
        ("next/never_ticks", "never_ticks"),
        ("last/never-ticks", "never_ticks"),
        ("last/quotes/ZZ", "quotes/ZZ"),
        ("next/quotes/ZZ", "quotes/ZZ"),
        ("last/levels/007", "levels/007"),
        ("last/quotes/A%2FB", "quotes/A/B"),
    ] {
        let answer = server.get(&format!("/api/v1/{path}")).await;
        assert_eq!((answer.status, answer.text), (404, format!(r#"{{"detail":"Channel not found: {name}"}}"#)), "{path}");
    }
    assert_eq!(server.send("fills", "{}").await.text, r#"{"detail":"Channel not found: fills"}"#);
    assert_eq!(server.send("never_ticks", "").await.status, 404);
}

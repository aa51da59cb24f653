//! Who may do what, over real sockets.

use futures::FutureExt;
use gateway_rest::{KeySettings, KeySource, Right, Settings};
use reqwest::Method;
use serde_json::json;

use crate::server::{Answer, Server, answer};

const READER: &str = "reader-0123456789abcdefghijkl";
const SENDER: &str = "sender-0123456789abcdefghijkl";
const OPERATOR: &str = "operator-0123456789abcdefghijkl";

/// Three keys; the digests are what `sha256sum` says.
fn keys(settings: &mut Settings) {
    let keys = [
        ("reader", "d104828539e031ef25104b410b49f8e99ec928e8215a58cb072647c302a06416", vec![Right::Read]),
        ("sender", "ba857acceb2f3d167d52df4d73223471128bfc11f42521a357f28243966b71f4", vec![Right::Send]),
        ("operator", "56c6b7b04f560dd2418827daec441614fc395137c937a7cc56aedc3773bff73e", vec![Right::Read, Right::Send, Right::Control]),
    ];
    for (name, digest, rights) in keys {
        settings.auth.keys.insert(name.to_owned(), KeySettings::new(KeySource::Sha256(digest.to_owned()), rights));
    }
}

async fn server() -> Server {
    Server::with(keys, |_| {}).await
}

async fn with_headers(server: &Server, path: &str, headers: &[(&str, &str)]) -> Answer {
    let request = server.request(Method::GET, path);
    answer(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))).await
}

/// The cookie that an answer sets, as a browser sends it back.
fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_key_is_taken_from_every_place() {
    let server = server().await;
    for (name, value) in [("authorization", format!("Bearer {READER}")), ("x-api-key", READER.to_owned()), ("token", READER.to_owned())] {
        assert_eq!(with_headers(&server, "/api/v1/last/orders", &[(name, &value)]).await.status, 200, "{name}");
    }
    assert_eq!(server.get(&format!("/api/v1/last/orders?token={READER}")).await.status, 200);
}

#[tokio::test]
async fn without_a_key_nothing_is_told() {
    let server = server().await;
    let told = json!({ "detail": "unauthorized", "status_code": 401 });
    for path in
        ["/api", "/api/v1/last/", "/api/v1/last/orders", "/api/v1/next/orders", "/api/v1/send/", "/openapi.json", "/docs/swagger-ui.js"]
    {
        let answer = server.get(path).await;
        assert_eq!((answer.status, answer.json()), (401, told.clone()), "{path}");
        assert_eq!(answer.header("www-authenticate"), r#"Bearer realm="gateway""#);
    }
    let answer = server.send("counts", "1").await;
    assert_eq!((answer.status, answer.json()), (401, told.clone()));
    for headers in [[("token", "wrong")], [("authorization", "Basic cmVhZGVyOng=")], [("cookie", "token=wrong")]] {
        let answer = with_headers(&server, "/api/v1/last/orders", &headers).await;
        assert_eq!((answer.status, answer.json()), (401, told.clone()), "{headers:?}");
    }
    // Whether a channel is there is told to nobody either; an address without a route is none for anybody.
    assert_eq!(server.get("/api/v1/last/nothing").await.status, 401);
    assert_eq!(server.get("/nothing").await.status, 404);
}

#[tokio::test]
async fn pages_lead_to_the_one_where_keys_are_entered() {
    let server = server().await;
    for path in ["/", "/docs", "/redoc"] {
        let answer = server.get(path).await;
        assert_eq!((answer.status, answer.header("location")), (307, "/login?error=unauthorized"), "{path}");
    }
    let page = server.get("/login?error=unauthorized").await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("This needs a valid key.") && page.text.contains(r#"action="api/v1/auth/login""#), "{}", page.text);
    assert!(!server.get("/login").await.text.contains("valid key"));
}

#[tokio::test]
async fn each_right_opens_its_routes_alone() {
    let server = server().await;
    let send = |key: &'static str| answer(server.post("counts", "1").header("token", key));
    assert_eq!(send(SENDER).await.status, 200);
    assert_eq!(send(OPERATOR).await.status, 200);
    let refused = send(READER).await;
    assert_eq!(refused.json(), json!({ "detail": "this needs the right `send`, which the key has not", "status_code": 403 }));
    assert_eq!(refused.status, 403);
    assert_eq!(with_headers(&server, "/api/v1/last/counts", &[("token", SENDER)]).await.status, 403);
    assert_eq!(with_headers(&server, "/api/v1/last/counts", &[("token", READER)]).await.status, 200);
}

#[tokio::test]
async fn a_browser_logs_in_and_out() {
    let server = server().await;
    let form = server.request(Method::POST, "/api/v1/auth/login").header("content-type", "application/x-www-form-urlencoded");
    let entered = answer(form.body(format!("token={OPERATOR}"))).await;
    assert_eq!((entered.status, entered.header("location")), (303, "/"));
    let set = entered.header("set-cookie");
    assert!(set.ends_with("; HttpOnly; Max-Age=43200; Path=/; SameSite=Lax"), "{set}");
    assert!(!set.contains(OPERATOR), "the key is not in the cookie");
    let session = cookie(&entered);
    assert_eq!(with_headers(&server, "/", &[("cookie", &session)]).await.status, 200);
    assert_eq!(answer(server.post("counts", "1").header("cookie", &session)).await.status, 200);
    let left = with_headers(&server, "/api/v1/auth/logout", &[("cookie", &session)]).await;
    assert_eq!((left.status, left.header("location")), (307, "/login"));
    assert!(left.header("set-cookie").starts_with("token=; HttpOnly; Max-Age=0;"), "{left:?}");
    assert_eq!(with_headers(&server, "/api/v1/last/orders", &[("cookie", &session)]).await.status, 401, "the session has ended here too");
}

#[tokio::test]
async fn a_link_logs_in_too() {
    let server = server().await;
    let link = server.get(&format!("/login?token={READER}")).await;
    let target = format!("/api/v1/auth/login?token={READER}");
    assert_eq!((link.status, link.header("location")), (307, target.as_str()));
    let entered = server.get(&target).await;
    assert_eq!((entered.status, entered.header("location")), (307, "/"));
    assert_eq!(with_headers(&server, "/docs", &[("cookie", &cookie(&entered))]).await.status, 200);
    let wrong = server.get("/api/v1/auth/login?token=wrong").await;
    assert_eq!((wrong.status, wrong.header("location"), wrong.header("set-cookie")), (307, "/login?error=unauthorized", ""));
}

#[tokio::test]
async fn a_cookie_is_no_use_to_pages_of_other_sites() {
    let server = server().await;
    let session = cookie(&server.get(&format!("/api/v1/auth/login?token={OPERATOR}")).await);
    let post = |origin: String| answer(server.post("counts", "1").header("cookie", &session).header("origin", origin));
    assert_eq!(post(server.base.clone()).await.status, 200);
    assert_eq!(post("http://127.0.0.1:1".to_owned()).await.status, 403);
    assert_eq!(post("null".to_owned()).await.status, 403);
    // A key in a header is sent by who knows it.
    assert_eq!(answer(server.post("counts", "1").header("token", OPERATOR).header("origin", "http://other")).await.status, 200);
}

#[tokio::test]
async fn the_handshake_of_a_websocket_is_refused_with_403() {
    let server = server().await;
    let upgrade = [
        ("connection", "upgrade"),
        ("upgrade", "websocket"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", "AAAAAAAAAAAAAAAAAAAAAA=="),
    ];
    let refused = with_headers(&server, "/api/v1/last/orders", &upgrade).await;
    assert_eq!((refused.status, refused.json()), (403, json!({ "detail": "unauthorized", "status_code": 403 })));
}

#[tokio::test]
async fn who_guesses_has_to_wait() {
    let limit = |settings: &mut Settings| {
        keys(settings);
        settings.auth.failures_per_minute = 3;
    };
    let server = Server::with(limit, |_| {}).await;
    let session = cookie(&server.get(&format!("/api/v1/auth/login?token={READER}")).await);
    for _ in 0..3 {
        assert_eq!(server.get("/api/v1/last/orders?token=wrong").await.status, 401);
    }
    let refused = server.get(&format!("/api/v1/last/orders?token={READER}")).await;
    assert_eq!(refused.status, 429);
    assert!((1..=21).contains(&refused.header("retry-after").parse::<u32>().unwrap()), "{refused:?}");
    assert_eq!(server.get(&format!("/api/v1/auth/login?token={READER}")).await.status, 429);
    // Who is logged in, and who presents nothing, guesses nothing.
    assert_eq!(with_headers(&server, "/api/v1/last/orders", &[("cookie", &session)]).await.status, 200);
    assert_eq!(server.get("/api/v1/last/orders").await.status, 401);
}

#[tokio::test]
async fn a_key_that_leaves_its_file_is_revoked() {
    let path = std::env::temp_dir().join(format!("gateway-rest-key-{}", std::process::id()));
    std::fs::write(&path, format!("{READER}\n")).unwrap();
    let from_file = |settings: &mut Settings| {
        settings.auth.keys.insert("reader".to_owned(), KeySettings::new(KeySource::File(path.clone()), [Right::Read]));
    };
    let server = Server::with(from_file, |_| {}).await;
    let session = cookie(&server.get(&format!("/api/v1/auth/login?token={READER}")).await);
    let status = async |headers: &[(&str, &str)]| with_headers(&server, "/api/v1/last/orders", headers).await.status;
    assert_eq!(status(&[("token", READER)]).await, 200);
    assert_eq!(status(&[("cookie", &session)]).await, 200);
    let mut waiting = std::pin::pin!(with_headers(&server, "/api/v1/next/orders", &[("token", READER)]));
    assert!(waiting.as_mut().now_or_never().is_none());
    // In one step: the file is never empty.
    let next = path.with_extension("next");
    std::fs::write(&next, OPERATOR).unwrap();
    std::fs::rename(&next, &path).unwrap();
    // Who waits with a key is told once it is not known any more.
    assert_eq!(waiting.await.status, 401);
    assert_eq!(status(&[("token", OPERATOR)]).await, 200);
    assert_eq!(status(&[("token", READER)]).await, 401);
    assert_eq!(status(&[("cookie", &session)]).await, 401, "a session ends with its key");
    std::fs::remove_file(&path).unwrap();
}

#[tokio::test]
async fn the_document_says_who_may_do_what() {
    let server = server().await;
    let document = with_headers(&server, "/openapi.json", &[("token", READER)]).await.json();
    let security = |path: &str, method: &str| document["paths"][path][method]["security"].clone();
    assert_eq!(security("/api/v1/last/orders", "get")[0], json!({ "bearer": ["read"] }));
    assert_eq!(security("/api/v1/send/orders", "post")[3], json!({ "parameter": ["send"] }));
    let operation = &document["paths"]["/api/v1/send/quotes/{key}"]["post"];
    for status in ["401", "403"] {
        let reference = operation["responses"][status]["$ref"].as_str().unwrap();
        assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
    }
    for scheme in ["bearer", "key", "token", "parameter", "cookie"] {
        assert!(document["components"]["securitySchemes"][scheme]["type"].is_string(), "{scheme}");
    }
    // Where everybody may do everything the document asks for nothing.
    let open = Server::start().await.get("/openapi.json").await.json();
    assert!(open["components"].get("securitySchemes").is_none());
    assert!(open["paths"]["/api/v1/last/orders"]["get"].get("security").is_none());
}

#[tokio::test]
async fn where_nobody_is_asked_there_is_no_page_for_keys() {
    let server = Server::start().await;
    for path in ["/login", "/api/v1/auth/login"] {
        let answer = server.get(path).await;
        assert_eq!((answer.status, answer.header("location")), (307, "/"), "{path}");
    }
}

#[tokio::test]
async fn a_service_that_others_can_reach_asks_for_a_key() {
    let reachable = |settings: &mut Settings| settings.host = "0.0.0.0".to_owned();
    let server = Server::with(reachable, |_| {}).await;
    assert_eq!(server.get("/api/v1/last/orders").await.status, 401);
    let open = |settings: &mut Settings| {
        settings.host = "0.0.0.0".to_owned();
        settings.auth.enabled = Some(false);
    };
    assert_eq!(Server::with(open, |_| {}).await.get("/api/v1/last/orders").await.status, 200);
}

#[tokio::test]
async fn every_answer_has_the_id_of_its_request() {
    let server = server().await;
    let made = server.get("/api").await;
    assert!(!made.header("x-request-id").is_empty());
    let given = with_headers(&server, "/nothing", &[("x-request-id", "mine-1")]).await;
    assert_eq!(given.header("x-request-id"), "mine-1");
}

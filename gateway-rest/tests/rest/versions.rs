//! Versions of the API side by side, and the channels that have routes in each.

use gateway_rest::{Rest, Selection, Settings};
use gateway_runtime::config::{Configure, Section};
use gateway_runtime::engine::LiveOptions;
use gateway_runtime::mount::{Description, introduce};
use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::App;
use crate::server::{Server, answer};

/// A service with these settings.
fn rest(settings: Value) -> Rest {
    Rest::configure(Section::new(settings).unwrap()).unwrap()
}

async fn start(settings: Value) -> Server {
    let mut settings = settings;
    settings["port"] = json!(0);
    let mut rest = rest(settings);
    introduce(&mut [("rest", &mut rest)], Description::declared::<App>()).unwrap();
    Server::behind(rest, App::from_settings([]).unwrap(), LiveOptions::default()).await
}

#[tokio::test]
async fn only_channels_that_are_selected_have_routes() {
    let settings = json!({ "channels": { "last": ["orders", "quotes"], "next": { "exclude": ["orders"] }, "send": [] } });
    let server = start(settings).await;
    assert_eq!(server.get("/api/v1/last/").await.json(), json!(["orders", "quotes"]));
    assert!(!server.get("/api/v1/next/").await.text.contains("\"orders\""));
    assert_eq!(server.get("/api/v1/send/").await.text, "[]");
    for (path, status) in [
        ("/api/v1/last/orders", 200),
        ("/api/v1/last/quotes/A", 200),
        ("/api/v1/last/counts", 404),
        ("/api/v1/last/order_lists/", 404),
        ("/api/v1/next/orders", 404),
        ("/api/v1/next/never_ticks", 404),
    ] {
        assert_eq!(server.get(path).await.status, status, "{path}");
    }
    let refused = server.send("counts", "1").await;
    assert_eq!((refused.status, refused.text.as_str()), (404, r#"{"detail":"Not Found"}"#));
    let paths = server.get("/openapi.json").await.json()["paths"].clone();
    let has = |path: &str| paths.get(path).is_some();
    assert_eq!((has("/api/v1/last/orders"), has("/api/v1/last/counts"), has("/api/v1/next/counts")), (true, false, true));
    assert!(!has("/api/v1/send/counts") && has("/api/v1/send/"));
    let home = server.get("/").await.text;
    assert!(home.contains(r#""api/v1/last/orders""#) && !home.contains(r#""api/v1/next/orders""#) && !home.contains("api/v1/send"));
}

#[tokio::test]
async fn another_version_stands_beside_the_default_one() {
    let server = start(json!({ "versions": { "v2": { "last": ["example"], "send": ["example", "quotes"] }, "v10": {} } })).await;
    assert_eq!(
        server.get("/api").await.text,
        r#"{"default":"v1","versions":[{"version":"v1","path":"/api/v1"},{"version":"v10","path":"/api/v10"},{"version":"v2","path":"/api/v2"}]}"#
    );
    assert_eq!(server.get("/api/v2/last/").await.text, r#"["example"]"#);
    assert_eq!(server.get("/api/v2/send/").await.text, r#"["example","quotes","quotes/A","quotes/B","quotes/C"]"#);
    let body = r#"{"x":1,"id":"mine"}"#;
    let sent = answer(server.request(Method::POST, "/api/v2/send/example").header("content-type", "application/json").body(body)).await;
    assert_eq!((sent.status, &sent.json()[0]["id"]), (200, &json!("mine")));
    assert_eq!(server.get("/api/v2/last/example").await.json()[0]["id"], "mine");
    assert_eq!(server.last("example").await[0]["id"], "mine");
    let missing = r#"{"detail":"Not Found"}"#;
    for path in ["/api/v2/last/quotes", "/api/v3/last/", "/api/v2/modules/"] {
        let answer = server.get(path).await;
        assert_eq!((answer.status, answer.text.as_str()), (404, missing), "{path}");
    }
    assert_eq!(server.get("/api/v10/last/quotes").await.status, 200);
    for (from, to) in [("/api/v2/last", "/api/v2/last/"), ("/api/v2/last/example/", "/api/v2/last/example")] {
        let answer = server.get(from).await;
        assert_eq!((answer.status, answer.header("location")), (307, to), "{from}");
    }
}

#[tokio::test]
async fn the_document_has_every_version() {
    let server = start(json!({ "versions": { "v2": { "last": ["example"], "next": [], "send": ["quotes"] } } })).await;
    let document = server.get("/openapi.json").await.json();
    let paths = document["paths"].as_object().unwrap();
    let verbs = ["/api/v2/last/", "/api/v2/next/", "/api/v2/send/"];
    let others: Vec<&String> = paths.keys().filter(|path| verbs.iter().any(|verb| path.starts_with(verb))).collect();
    assert_eq!(
        others,
        ["/api/v2/last/", "/api/v2/last/example", "/api/v2/next/", "/api/v2/send/", "/api/v2/send/quotes", "/api/v2/send/quotes/{key}"]
    );
    let operation = &paths["/api/v2/last/example"]["get"];
    assert_eq!((&operation["tags"], &operation["operationId"]), (&json!(["Last (v2)"]), &json!("v2-last-example")));
    assert!(document["tags"].as_array().unwrap().iter().any(|tag| tag["name"] == "Last (v2)"));
    assert_eq!(document["info"]["version"], "v1");
}

#[tokio::test]
async fn staging_is_of_the_selected_channels() {
    let choose = |settings: &mut Settings| {
        settings.channels.stage = Selection::of(["example"]);
        for (version, staged) in [("v2", vec!["lists"]), ("v3", vec![])] {
            settings.versions.insert(version.to_owned(), serde_json::from_value(json!({ "stage": staged })).unwrap());
        }
    };
    let server = Server::of(crate::stage::App::from_settings([]).unwrap(), choose, |_| {}).await;
    assert_eq!(server.get("/api/v1/stage/").await.text, r#"["example"]"#);
    assert_eq!(server.get("/api/v2/stage/").await.text, r#"["lists"]"#);
    assert_eq!(server.get("/api/v2/stage/lists").await.text, "[]");
    for path in ["/api/v1/stage/lists", "/api/v2/stage/example", "/api/v3/stage/"] {
        assert_eq!(server.get(path).await.status, 404, "{path}");
    }
    let paths = server.get("/openapi.json").await.json()["paths"].clone();
    let has = |path: &str| paths.get(path).is_some();
    assert!(has("/api/v2/stage/lists") && !has("/api/v1/stage/lists") && !has("/api/v3/stage/"));
}

#[test]
fn what_cannot_be_selected_is_told_before_the_start() {
    let fault = |settings: Value| {
        let mut rest = rest(settings);
        introduce(&mut [("rest", &mut rest)], Description::declared::<App>()).unwrap_err().to_string()
    };
    let unknown = fault(json!({ "channels": { "last": ["order"] } }));
    assert!(
        unknown.starts_with("mount `rest` did not start: channels.last: there is no channel `order`; there are: counts, events, "),
        "{unknown}"
    );
    assert!(unknown.ends_with("; did you mean `orders`?"), "{unknown}");
    let everywhere = fault(json!({ "channels": { "exclude": ["order"] } }));
    assert!(everywhere.contains("channels: there is no channel `order`"), "{everywhere}");
    let in_version = fault(json!({ "versions": { "v2": { "send": { "exclude": ["nothing"] } } } }));
    assert!(in_version.contains("versions.v2.send: there is no channel `nothing`"), "{in_version}");
    assert!(fault(json!({ "versions": { "v1": {} } })).ends_with("this is the default version, whose channels are the setting `channels`"));
    assert!(fault(json!({ "versions": { "two": {} } })).ends_with("versions: `two` is no version such as v2"));
    let misspelt = Rest::configure(Section::new(json!({ "channels": { "lst": [] } })).unwrap()).unwrap_err();
    assert!(misspelt.to_string().contains("unknown field `lst`, expected one of `last`, `next`, `send`"), "{misspelt}");
}

#[test]
fn settings_can_be_made_in_code() {
    let mut settings = Settings::default();
    settings.channels.last = Selection::of(["orders"]);
    assert!(settings.channels.last.selects("orders") && !settings.channels.last.selects("fills"));
}

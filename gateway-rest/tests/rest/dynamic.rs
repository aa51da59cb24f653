//! Dynamic channels: to a client they are channels as any other.

use gateway_rest::document;
use gateway_runtime::prelude::*;
use serde_json::json;

use crate::server::{Server, without_stamps};

#[message]
pub struct Order {
    #[message(minimum = 1)]
    pub quantity: u32,
}

#[channels]
pub struct Bus {
    #[channel(send)]
    pub extra: Dynamic,
    #[channel(send)]
    pub orders: Channel<Order>,
}

/// Copies one dynamic channel to another.
#[module]
pub struct Copy {}

#[module(channels = Bus)]
impl Copy {
    #[node(publish(extra["copy"]))]
    fn copy(&mut self, #[key("celsius")] extra: &Json, _orders: Ticks<Order>) -> Json {
        extra.clone()
    }

    #[keys(extra)]
    fn outputs(&self) -> [&'static str; 1] {
        ["copy"]
    }
}

#[gateway(channels = Bus)]
pub struct App {
    channels: ChannelSettings<Bus>,
    copy: Copy,
}

const PERSON: &str = r##"channels.extra.the_person={"send": true, "doc": "Who it is.", "schema": {
    "type": "object", "required": ["name"], "additionalProperties": false,
    "properties": {"name": {"$ref": "#/$defs/name"}, "age": {"type": "integer"}},
    "$defs": {"name": {"type": "string", "minLength": 2}}}}"##;

async fn server() -> Server<App> {
    let celsius = r#"channels.extra.celsius={"schema": {"type": "number"}, "send": true}"#;
    let bought = r#"channels.extra.bought={"message": "Order", "send": true}"#;
    let app = App::from_settings([celsius, bought, PERSON, "channels.extra.silent={}"]).unwrap();
    Server::of(app, |_| {}, |_| {}).await
}

#[tokio::test]
async fn each_is_listed_under_its_own_name() {
    let server = server().await;
    assert_eq!(server.get("/api/v1/send/").await.text, r#"["bought","celsius","orders","the_person"]"#);
    assert_eq!(server.get("/api/v1/last/").await.text, r#"["bought","celsius","copy","orders","silent","the_person"]"#);
    let page = server.get("/").await.text;
    assert!(page.contains("<h2>the_person</h2>") && page.contains("Who it is.") && page.contains("api/v1/last/copy"));
    assert!(page.contains("{&quot;name&quot;:&quot;text&quot;}"), "{page}");
    assert!(!page.contains(">extra<"));
}

#[tokio::test]
async fn what_is_sent_is_checked_and_can_be_read() {
    let server = server().await;
    assert_eq!(server.get("/api/v1/last/celsius").await.text, "[]");
    assert_eq!(server.send("celsius", "21.5").await.status, 200);
    for name in ["celsius", "copy"] {
        assert_eq!(without_stamps(server.get(&format!("/api/v1/last/{name}")).await.json()), json!([{ "value": 21.5 }]), "{name}");
    }
    assert_eq!(server.send("the-person", r#"{"name": "Ada"}"#).await.status, 200);
    assert_eq!(without_stamps(server.get("/api/v1/last/the_person").await.json()), json!([{ "name": "Ada" }]));
    let short = server.send("the_person", r#"{"name": "A"}"#).await;
    assert_eq!(short.status, 422);
    assert_eq!(short.json()["detail"][0]["loc"], json!(["body", "name"]));
    let none = server.send("bought", r#"{"quantity": 0}"#).await;
    assert_eq!((none.status, none.json()["detail"][0]["type"].clone()), (422, json!("greater_than_equal")));
}

#[tokio::test]
async fn the_next_tick_is_waited_for() {
    let server = server().await;
    let mut next = std::pin::pin!(server.get("/api/v1/next/copy"));
    // Another channel does not end the wait.
    let next = loop {
        tokio::select! {
            next = &mut next => break next,
            () = async {
                server.send("bought", r#"{"quantity": 1}"#).await;
                server.send("celsius", "4").await;
            } => {}
        }
    };
    assert_eq!(without_stamps(next.json()), json!([{ "value": 4 }]));
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let server = server().await;
    assert_eq!(server.send("copy", "1").await.text, r#"{"detail":"Channel not found: copy"}"#);
    assert_eq!(server.get("/api/v1/last/silent").await.text, r#"{"detail":"Channel not found: silent"}"#);
    for nothing in ["extra", "extra/celsius", "celsius/x", "nope"] {
        assert_eq!(server.get(&format!("/api/v1/last/{nothing}")).await.status, 404, "{nothing}");
        assert_eq!(server.send(nothing, "1").await.status, 404, "{nothing}");
    }
    assert_eq!(server.get("/api/v1/last/celsius/").await.header("location"), "/api/v1/last/celsius");
}

#[tokio::test]
async fn the_document_has_each_with_its_schema() {
    let server = server().await;
    let document = server.get("/openapi.json").await.json();
    let body = |name: &str| {
        document["paths"][format!("/api/v1/send/{name}")]["post"]["requestBody"]["content"]["application/json"]["schema"].clone()
    };
    assert_eq!(body("bought")["anyOf"][0], json!({ "$ref": "#/components/schemas/Order-Input" }));
    assert_eq!(body("celsius")["anyOf"][0]["anyOf"][0], json!({ "$ref": "#/components/schemas/celsius-Json" }));
    let person = &body("the_person")["anyOf"][0];
    assert_eq!(person["properties"]["name"]["$ref"], "#/components/schemas/the_person-Json/$defs/name");
    assert_eq!(document["components"]["schemas"]["the_person-Json"]["$defs"]["name"]["minLength"], 2);
    let last = &document["paths"]["/api/v1/last/the_person"]["get"];
    assert_eq!(last["description"], "Who it is.");
    assert_eq!(last["responses"]["200"]["content"]["application/json"]["schema"]["items"]["required"], json!(["id", "timestamp", "name"]));
    assert!(document["paths"].get("/api/v1/last/extra").is_none() && document["paths"].get("/api/v1/last/extra/{key}").is_none());
}

#[test]
fn a_gateway_that_is_only_declared_has_none() {
    let document = document(&gateway_runtime::mount::Description::declared::<App>(), None);
    let paths: Vec<&String> = document["paths"].as_object().unwrap().keys().filter(|path| path.contains("last/")).collect();
    assert_eq!(paths, ["/api/v1/last/", "/api/v1/last/orders"]);
}

//! Baskets whose keys are known before they tick, and static fields.

use gateway_rest::document;
use gateway_runtime::mount::Description;
use gateway_runtime::prelude::*;
use serde_json::json;

use crate::server::Server;

#[channels]
pub struct Bus {
    #[channel(send, keys = ["A"])]
    pub names: Basket<String, u32>,
    #[channel(send, keys = [1, 2], closed)]
    pub levels: Basket<u8, u32>,
    /// Where it stands.
    #[config(default = "here")]
    pub place_of_it: Static<String>,
    #[config(default)]
    pub weights: Static<Vec<f64>>,
}

#[module]
pub struct Print {}

#[module(channels = Bus)]
impl Print {
    #[node]
    fn print(&mut self, names: Ticks<Keyed<String, u32>>, levels: Ticks<Keyed<u8, u32>>, #[field] place_of_it: &str) {
        println!("{place_of_it}: {names:?} {levels:?}");
    }
}

#[gateway(channels = Bus)]
pub struct App {
    channels: ChannelSettings<Bus>,
    print: Print,
}

async fn server() -> Server<App> {
    let app = App::from_settings([r#"channels.names.keys=["B/C"]"#, "channels.names.max_keys=1", "channels.weights=[1,2.5]"]).unwrap();
    Server::of(app, |_| {}, |_| {}).await
}

#[tokio::test]
async fn known_keys_are_listed_and_have_no_tick_yet() {
    let server = server().await;
    assert_eq!(server.get("/api/v1/send/").await.text, r#"["levels","levels/1","levels/2","names","names/A","names/B/C"]"#);
    assert_eq!(server.get("/api/v1/last/").await.text, r#"["levels","names"]"#);
    for known in ["names/A", "names/B%2FC", "levels/2", "names/other"] {
        let answer = server.get(&format!("/api/v1/last/{known}")).await;
        assert_eq!((answer.status, answer.text.as_str()), (200, "[]"), "{known}");
    }
    assert_eq!(server.get("/api/v1/last/levels/3").await.text, r#"{"detail":"Channel not found: levels/3"}"#);
    let page = server.get("/").await.text;
    assert!(page.contains("api/v1/last/names/B%2FC") && page.contains("api/v1/last/levels/1"));
}

#[tokio::test]
async fn keys_that_a_basket_cannot_have_are_refused() {
    let server = server().await;
    let closed = server.send("levels/3", "1").await;
    assert_eq!(closed.status, 422);
    assert_eq!(closed.json()["detail"][0]["msg"], "Input should be one of 1, 2");
    assert_eq!((server.send("names/A", "1").await.status, server.send("names/X", "1").await.status), (200, 200));
    let full = server.send("names", r#"{"A":1,"Y":2}"#).await;
    let expected = json!([{
        "type": "too_many_keys",
        "loc": ["body", "Y", "[key]"],
        "msg": "Basket names can have no more keys: 1 were added to those it knows",
        "input": "Y",
    }]);
    assert_eq!((full.status, full.json()["detail"].clone()), (422, expected));
    assert_eq!(server.send("names/X", "2").await.status, 200);
}

#[tokio::test]
async fn static_fields_can_be_read() {
    let server = server().await;
    assert_eq!(server.get("/api/v1/field").await.text, r#"["place_of_it","weights"]"#);
    assert_eq!(server.get("/api/v1/field/").await.header("location"), "/api/v1/field");
    assert_eq!(server.get("/api/v1/field/place_of_it").await.text, r#""here""#);
    assert_eq!(server.get("/api/v1/field/place-of-it").await.text, r#""here""#);
    assert_eq!(server.get("/api/v1/field/weights").await.text, "[1.0,2.5]");
    assert_eq!(server.get("/api/v1/field/nope").await.status, 404);
}

#[test]
fn the_document_has_keys_and_fields() {
    let document = document(&Description::declared::<App>(), None);
    let key = |path: &str| document["paths"][path]["get"]["parameters"][0]["schema"].clone();
    assert_eq!(key("/api/v1/last/levels/{key}"), json!({ "type": "string", "enum": ["1", "2"] }));
    assert_eq!(key("/api/v1/last/names/{key}"), json!({ "type": "string", "examples": ["A"] }));
    let field = &document["paths"]["/api/v1/field/place_of_it"]["get"];
    assert_eq!(field["description"], "Where it stands.");
    assert_eq!(field["responses"]["200"]["content"]["application/json"]["schema"], json!({ "type": "string" }));
}

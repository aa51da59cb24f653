//! The OpenAPI document.

use gateway_rest::document;
use gateway_runtime::mount::Description;
use gateway_runtime::prelude::*;
use serde_json::{Value, json};

use crate::conform::validator;
use crate::document::{is_valid, references};
use crate::server::Server;

/// One purchase.
#[message]
pub struct Sale {
    /// What was bought.
    #[message(min_length = 1)]
    pub item: String,
    #[message(minimum = 1)]
    pub count: u32,
    pub note: Option<String>,
}

#[message]
pub enum Till {
    Left,
    Right,
}

#[channels]
pub struct Counter {
    /// What each till sells.
    #[channel(send)]
    pub sales: Basket<Till, Sale>,
    /// How many items were sold.
    pub sold: Channel<u64>,
    pub refunds: Channel<Sale>,
}

#[module]
pub struct Count {
    #[state]
    sold: u64,
}

#[module(channels = Counter)]
impl Count {
    #[node(publish(sold))]
    fn count(&mut self, sales: Ticks<Keyed<Till, Sale>>) -> u64 {
        self.sold += sales.iter().map(|sale| u64::from(sale.value.count)).sum::<u64>();
        self.sold
    }
}

/// A shop with two tills.
#[gateway(channels = Counter)]
#[allow(deprecated, reason = "`sold` is there to be looked at from outside")]
pub struct Shop {
    count: Count,
}

async fn served() -> Value {
    Server::start().await.get("/openapi.json").await.json()
}

#[tokio::test]
async fn the_document_is_valid() {
    let document = served().await;
    let schema: Value = serde_json::from_str(include_str!("../data/oas-3.1-2022-10-07.json")).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    is_valid(&document, &validator);
    // The schemas in it are valid too, and every reference leads somewhere.
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        assert!(jsonschema::meta::is_valid(schema), "{name}");
    }
    assert!(references(&document) > 100);
}

#[tokio::test]
async fn operations_have_ids_of_their_own() {
    let document = served().await;
    let mut ids: Vec<String> = Vec::new();
    for operations in document["paths"].as_object().unwrap().values() {
        for (method, operation) in operations.as_object().unwrap() {
            if method != "parameters" {
                ids.push(operation["operationId"].as_str().unwrap().to_owned());
                assert!(operation["summary"].is_string() && operation["tags"][0].is_string());
            }
        }
    }
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), count > 20), (count, true));
}

#[tokio::test]
async fn what_is_sent_and_answered_fits_the_document() {
    let server = Server::start().await;
    let document = server.get("/openapi.json").await.json();
    for (path, channel, body) in [
        ("/api/v1/send/orders", "orders", json!([{ "symbol": "X", "side": "Sell", "quantity": 1, "id": "mine" }])),
        ("/api/v1/send/orders", "orders", json!({ "symbol": "X", "side": "Sell", "quantity": 1, "price": 2.5 })),
        ("/api/v1/send/order_lists", "order_lists", json!([])),
        ("/api/v1/send/quotes", "quotes", json!({ "A": { "bid": 1 }, "B": [{ "bid": 2 }] })),
        ("/api/v1/send/quotes/{key}", "quotes/C", json!({ "bid": 1 })),
        ("/api/v1/send/counts", "counts", json!(7)),
        ("/api/v1/send/counts", "counts", json!([{ "value": 7, "timestamp": "2020-01-01T00:00:00Z" }])),
        ("/api/v1/send/events", "events", json!({ "type": "Opened", "user": "me", "id": "x" })),
        ("/api/v1/send/example", "example", json!({})),
    ] {
        let operation = &document["paths"][path]["post"];
        let request = &operation["requestBody"]["content"]["application/json"]["schema"];
        assert!(validator(&document, request).is_valid(&body), "{path}: {body}");
        let answer = server.send(channel, body.to_string()).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let response = &operation["responses"]["200"]["content"]["application/json"]["schema"];
        assert!(validator(&document, response).is_valid(&answer.json()), "{path}: {}", answer.text);
    }
    let refused = server.send("orders", r#"{"quantity":0}"#).await.json();
    let problems = &document["components"]["responses"]["Invalid"]["content"]["application/json"]["schema"];
    assert!(validator(&document, problems).is_valid(&refused));
    let request = &document["paths"]["/api/v1/send/orders"]["post"]["requestBody"]["content"]["application/json"]["schema"];
    assert!(!validator(&document, request).is_valid(&json!({ "quantity": 0 })));
}

#[tokio::test]
async fn every_example_fits_its_schema_and_is_taken() {
    let server = Server::start().await;
    let document = server.get("/openapi.json").await.json();
    let mut sent = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        let Some(channel) = path.strip_prefix("/api/v1/send/") else { continue };
        let content = &operations["post"]["requestBody"]["content"]["application/json"];
        let Some(example) = content.get("example") else { continue };
        assert!(validator(&document, &content["schema"]).is_valid(example), "{path}: {example}");
        let keys = &operations["post"]["parameters"][0]["schema"]["enum"];
        let address = channel.replace("{key}", keys[0].as_str().unwrap_or("1"));
        let answer = server.send(&address, example.to_string()).await;
        assert_eq!(answer.status, 200, "{path}: {example}: {}", answer.text);
        sent.push(channel);
    }
    let all = [
        "orders",
        "order_lists",
        "quotes",
        "quotes/{key}",
        "notes",
        "notes/{key}",
        "levels",
        "levels/{key}",
        "counts",
        "events",
        "example",
    ];
    assert!(all.iter().all(|channel| sent.contains(channel)), "{sent:?}");
}

#[tokio::test]
async fn the_document_is_the_same_every_time() {
    let server = Server::start().await;
    let text = server.get("/openapi.json").await.text;
    assert_eq!(text, Server::start().await.get("/openapi.json").await.text);
}

#[test]
fn a_small_gateway_is_described_so() {
    let app = Description::declared::<Shop>();
    insta::assert_snapshot!("openapi", format!("{:#}", document(&app, Some("The shop"))));
}

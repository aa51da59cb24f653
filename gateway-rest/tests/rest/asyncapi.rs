//! The `AsyncAPI` document.

use gateway_rest::asyncapi;
use gateway_runtime::mount::{Description, MountCommands};
use serde_json::{Value, json};

use crate::desk::App;
use crate::document::{is_valid, references};
use crate::openapi::Shop;
use crate::server::Server;
use crate::stream::Client;

async fn served() -> Value {
    Server::start().await.get("/asyncapi.json").await.json()
}

#[tokio::test]
async fn the_document_is_valid() {
    let document = served().await;
    let schema: Value = serde_json::from_str(include_str!("../data/asyncapi-3.0.0.json")).unwrap();
    let validator = jsonschema::draft7::new(&schema).unwrap();
    is_valid(&document, &validator);
    assert!(references(&document) > 100);
    // A document that says something else is not.
    let mut broken = document;
    broken["operations"]["stream-subscribe"]["action"] = "publish".into();
    assert!(!validator.is_valid(&broken));
}

/// The schema of a kind of frame, ready to hold frames against.
fn validator(document: &Value, message: &str) -> jsonschema::Validator {
    let payload = &document["components"]["messages"][message]["payload"];
    assert!(payload.is_object(), "{message}");
    jsonschema::draft202012::new(&json!({ "allOf": [payload], "components": document["components"] })).unwrap()
}

#[tokio::test]
async fn every_example_fits_its_frame() {
    let document = served().await;
    for (name, message) in document["components"]["messages"].as_object().unwrap() {
        let validator = validator(&document, name);
        for example in message["examples"].as_array().unwrap() {
            let faults: Vec<String> = validator.iter_errors(&example["payload"]).map(|error| error.to_string()).collect();
            assert!(faults.is_empty(), "{name}: {faults:?}");
        }
        assert!(message["summary"].is_string());
    }
}

#[tokio::test]
async fn examples_of_requests_are_understood() {
    let server = Server::start().await;
    let document = server.get("/asyncapi.json").await.json();
    let mut client = Client::of_superset(&server).await;
    for (name, operation) in document["operations"].as_object().unwrap() {
        if operation["action"] != "receive" || operation["channel"]["$ref"] != "#/channels/stream-gateway-v1" {
            continue;
        }
        for example in document["components"]["messages"][name]["examples"].as_array().unwrap() {
            let request = &example["payload"];
            // Whoever comes first has nothing to leave yet.
            if request["action"] == "unsubscribe" {
                continue;
            }
            client.say(request).await;
            let mut answer = client.next().await;
            while answer.get("request").is_none() {
                answer = client.next().await;
            }
            let replies: Vec<&str> =
                operation["reply"]["messages"].as_array().unwrap().iter().filter_map(|reply| reply["$ref"].as_str()).collect();
            let expected = replies[0].rsplit('/').next().unwrap();
            assert_eq!(answer["type"], expected.split('-').next().unwrap(), "{name}: {answer}");
            assert!(validator(&document, &format!("stream-gateway-v1-{expected}")).is_valid(&answer), "{answer}");
        }
    }
}

#[tokio::test]
async fn frames_fit_the_document() {
    let server = Server::start().await;
    let document = server.get("/asyncapi.json").await.json();
    let mut reference = Client::open(&server).await;
    let mut superset = Client::of_superset(&server).await;
    for channel in ["orders", "fills", "quotes", "events", "example", "counts", "order_lists", "notes"] {
        reference.say(json!({ "action": "subscribe", "channel": channel })).await;
        let request = json!({ "action": "subscribe", "channel": channel, "snapshot": true });
        superset.say(request).await;
        let subscribed = superset.next().await;
        assert!(validator(&document, "stream-gateway-v1-subscribed").is_valid(&subscribed), "{subscribed}");
    }
    // The first client follows all once its own frame has come back.
    reference.say(json!({ "action": "send", "channel": "notes", "key": "k", "data": "x" })).await;
    reference.next().await;
    superset.next().await;
    let order = json!({ "symbol": "X", "side": "Sell", "quantity": 1 });
    for (channel, body, frames) in [
        ("orders", order.clone(), 2),
        ("quotes", json!({ "A": { "bid": 1 } }), 1),
        ("events", json!({ "type": "Opened", "user": "me" }), 1),
        ("example", json!({ "x": 1 }), 1),
        ("counts", json!(7), 1),
        ("order_lists", json!([order, order]), 1),
    ] {
        server.send(channel, body.to_string()).await;
        for _ in 0..frames {
            let frame = reference.next().await;
            let kind = format!("stream-tick-{}", frame["channel"].as_str().unwrap());
            assert!(validator(&document, &kind).is_valid(&frame), "{frame}");
            let frame = superset.next().await;
            let kind = format!("stream-gateway-v1-tick-{}", frame["channel"].as_str().unwrap());
            assert!(validator(&document, &kind).is_valid(&frame), "{frame}");
        }
    }
    superset.say(json!({ "action": "nothing" })).await;
    assert!(validator(&document, "stream-gateway-v1-error").is_valid(&superset.next().await));
}

#[tokio::test]
async fn the_command_prints_the_document_that_is_served() {
    let app = Description::declared::<App>();
    let command = gateway_rest::Rest::commands().into_iter().find(|command| command.get_name() == "asyncapi").unwrap();
    let arguments = command.try_get_matches_from(["asyncapi"]).unwrap();
    let text = gateway_rest::Rest::command("asyncapi", &arguments, &app).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), served().await);
    assert!(text.ends_with("}\n") && text.contains("\n  \"asyncapi\": \"3.0.0\""));
}

#[tokio::test]
async fn what_cannot_be_sent_or_followed_is_not_described() {
    let change = |settings: &mut gateway_rest::Settings| {
        settings.stream.readonly = true;
        settings.stream.channels = gateway_rest::Selection::of(["counts"]);
    };
    let server = Server::with(change, |_| {}).await;
    let document = server.get("/asyncapi.json").await.json();
    let frames: Vec<&String> = document["channels"]["stream"]["messages"].as_object().unwrap().keys().collect();
    assert_eq!(frames, ["subscribe", "unsubscribe", "heartbeat", "tick-counts"]);
}

#[test]
fn a_small_gateway_is_described_so() {
    let app = Description::declared::<Shop>();
    insta::assert_snapshot!("asyncapi", format!("{:#}", asyncapi(&app, Some("The shop"))));
}

//! The protocol of csp-gateway, transcript by transcript.

use reqwest::Method;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::{Error, Message};

use super::{Client, numbers};
use crate::server::{Server, answer, without_stamps};

/// A send to `counts`, to which the client is subscribed: what comes before its echo is all that came before.
async fn mark(client: &mut Client, number: u64) {
    client.say(json!({ "action": "send", "channel": "counts", "data": number })).await;
}

fn data(frame: &Value) -> Value {
    without_stamps(frame["data"].clone())
}

#[tokio::test]
async fn ticks_come_between_subscribe_and_unsubscribe() {
    let server = Server::start().await;
    let mut client = Client::open(&server).await;
    assert_eq!(client.protocol, None);
    client.say(json!({ "action": "subscribe", "channel": "example" })).await;
    client.say(json!({ "action": "subscribe", "channel": "counts" })).await;
    client.say(json!({ "action": "send", "channel": "example", "data": { "x": 4242, "y": "ws" } })).await;
    let frame = client.text().await;
    assert!(frame.starts_with(r#"{"channel":"example","data":[{"id":""#), "{frame}");
    let frame: Value = serde_json::from_str(&frame).unwrap();
    let whole = json!([{ "x": 4242, "y": "ws", "z": "", "internal_csp_struct": { "z": 12 }, "data": [], "mapping": {} }]);
    assert_eq!((frame.as_object().unwrap().len(), data(&frame)), (2, whole));
    assert_eq!(server.last("example").await, frame["data"]);
    client.say(json!({ "action": "unsubscribe", "channel": "example" })).await;
    client.say(json!({ "action": "send", "channel": "example", "data": { "x": 1 } })).await;
    mark(&mut client, 1).await;
    assert_eq!(numbers(&client.next().await), [1]);
}

#[tokio::test]
async fn each_value_of_a_list_that_is_sent_is_a_tick() {
    let server = Server::start().await;
    let mut client = Client::open(&server).await;
    client.say(json!({ "action": "subscribe", "channel": "counts" })).await;
    client.say(json!({ "action": "send", "channel": "counts", "data": [1, { "value": 2 }] })).await;
    assert_eq!(numbers(&client.next().await), [1]);
    assert_eq!(numbers(&client.next().await), [2]);
}

#[tokio::test]
async fn a_channel_of_lists_has_all_elements_in_one_frame() {
    let server = Server::start().await;
    let mut client = Client::open(&server).await;
    client.say(json!({ "action": "subscribe", "channel": "order-lists" })).await;
    let order = json!({ "symbol": "X", "side": "Buy", "quantity": 1 });
    client.say(json!({ "action": "send", "channel": "order_lists", "data": [order, order] })).await;
    let frame = client.next().await;
    assert_eq!((&frame["channel"], frame["data"].as_array().unwrap().len()), (&json!("order_lists"), 2));
}

#[tokio::test]
async fn a_basket_has_a_frame_for_each_key() {
    let server = Server::start().await;
    let mut client = Client::open(&server).await;
    client.say(json!({ "action": "subscribe", "channel": "quotes" })).await;
    client.say(json!({ "action": "subscribe", "channel": "counts" })).await;
    let all = json!({ "A": { "bid": 1 }, "B": { "bid": 2 }, "C": { "bid": 3 } });
    let send_all = json!({ "action": "send", "channel": "quotes", "data": all });
    client.say(&send_all).await;
    for (key, bid) in [("A", 1.0), ("B", 2.0), ("C", 3.0)] {
        let frame = client.next().await;
        assert_eq!((frame["key"].as_str(), data(&frame)), (Some(key), json!([{ "bid": bid }])));
    }
    // One of the keys can be left out, and come back.
    client.say(json!({ "action": "unsubscribe", "channel": "quotes", "key": "A" })).await;
    client.say(&send_all).await;
    for key in ["B", "C"] {
        assert_eq!(client.next().await["key"], key);
    }
    client.say(json!({ "action": "subscribe", "channel": "quotes", "key": "A" })).await;
    client.say(json!({ "action": "send", "channel": "quotes", "key": "A", "data": { "bid": 9 } })).await;
    assert_eq!(client.next().await["key"], "A");
    client.say(json!({ "action": "unsubscribe", "channel": "quotes" })).await;
    client.say(&send_all).await;
    mark(&mut client, 1).await;
    assert_eq!(numbers(&client.next().await), [1]);
}

#[tokio::test]
async fn one_key_comes_alone() {
    let server = Server::start().await;
    let mut client = Client::open(&server).await;
    client.say(json!({ "action": "subscribe", "channel": "quotes", "key": "B" })).await;
    client.say(json!({ "action": "subscribe", "channel": "levels", "key": 7 })).await;
    client.say(json!({ "action": "send", "channel": "quotes", "data": { "A": { "bid": 1 }, "B": { "bid": 2 } } })).await;
    assert_eq!(client.next().await["key"], "B");
    client.say(json!({ "action": "send", "channel": "levels", "key": 8, "data": 1.5 })).await;
    client.say(json!({ "action": "send", "channel": "levels", "key": 7, "data": 2.5 })).await;
    let frame = client.next().await;
    assert_eq!((frame["key"].as_str(), data(&frame)), (Some("7"), json!([{ "value": 2.5 }])));
}

#[tokio::test]
async fn any_text_is_a_key_and_is_written_as_json() {
    let server = Server::start().await;
    let mut client = Client::open(&server).await;
    let key = "a/b \"quoted\" \\ \u{e4}\n";
    client.say(json!({ "action": "subscribe", "channel": "notes", "key": key })).await;
    client.say(json!({ "action": "send", "channel": "notes", "key": key, "data": "text" })).await;
    let frame = client.next().await;
    assert_eq!((frame["key"].as_str(), data(&frame)), (Some(key), json!([{ "value": "text" }])));
}

#[tokio::test]
async fn heartbeats_come_at_their_interval() {
    let server = Server::with(|settings| settings.stream.ping_time = std::time::Duration::from_millis(20), |_| {}).await;
    let mut client = Client::open(&server).await;
    client.say(json!({ "action": "subscribe", "channel": "heartbeat" })).await;
    for _ in 0..3 {
        assert_eq!(client.text().await, r#"{"channel": "heartbeat", "data": "PING"}"#);
    }
    client.say(json!({ "action": "subscribe", "channel": "counts" })).await;
    client.say(json!({ "action": "unsubscribe", "channel": "heartbeat" })).await;
    mark(&mut client, 1).await;
    while client.next().await["channel"] == "heartbeat" {}
}

#[tokio::test]
async fn what_cannot_be_done_is_ignored_and_the_rest_goes_on() {
    let server = Server::start().await;
    let mut client = Client::open(&server).await;
    client.say(json!({ "action": "subscribe", "channel": "counts" })).await;
    client.say(json!({ "action": "subscribe", "channel": "example" })).await;
    for nothing in [
        // Sends that are wrong.
        json!({ "action": "send", "channel": "example", "data": { "x": "bad" } }),
        json!({ "action": "send", "channel": "example", "data": { "x": -1 } }),
        json!({ "action": "send", "channel": "example", "data": null }),
        json!({ "action": "send", "channel": "example" }),
        json!({ "action": "send", "channel": "never_ticks", "data": { "x": 1 } }),
        json!({ "action": "send", "channel": "heartbeat", "data": { "x": 1 } }),
        json!({ "action": "send", "channel": "quotes", "data": { "bid": 1 } }),
        json!({ "action": "send", "channel": "quotes", "key": "ZZ", "data": { "bid": 1 } }),
        // Frames that say nothing.
        json!({ "action": "foo", "channel": "example" }),
        json!({ "channel": "example" }),
        json!({ "action": "subscribe" }),
        json!({ "action": "subscribe", "channel": "nope" }),
        json!({ "action": "subscribe", "channel": "example", "key": "A" }),
        json!({ "action": "subscribe", "channel": "quotes", "key": "ZZ" }),
        json!({ "action": "subscribe", "channel": "quotes", "key": ["A"] }),
        json!({ "action": "unsubscribe", "channel": "orders" }),
        json!({ "action": "ping" }),
        json!([1, 2]),
        json!("text"),
    ] {
        client.say(nothing).await;
    }
    client.say("{not json").await;
    client.socket.send_binary(r#"{"action":"subscribe","channel":"orders"}"#).await;
    mark(&mut client, 1).await;
    assert_eq!(numbers(&client.next().await), [1]);
}

trait SendBinary {
    async fn send_binary(&mut self, text: &'static str);
}

impl<S: futures::Sink<Message, Error = Error> + Unpin> SendBinary for S {
    async fn send_binary(&mut self, text: &'static str) {
        futures::SinkExt::send(self, Message::Binary(text.into())).await.unwrap();
    }
}

#[tokio::test]
async fn a_first_frame_that_is_no_json_is_ignored_too() {
    let server = Server::start().await;
    let mut client = Client::open(&server).await;
    client.say("{not json").await;
    client.say(json!({ "action": "subscribe", "channel": "counts" })).await;
    mark(&mut client, 1).await;
    assert_eq!(numbers(&client.next().await), [1]);
}

#[tokio::test]
async fn who_subscribes_twice_gets_each_tick_once() {
    let server = Server::start().await;
    let mut client = Client::open(&server).await;
    client.say(json!({ "action": "subscribe", "channel": "counts" })).await;
    client.say(json!({ "action": "subscribe", "channel": "counts" })).await;
    mark(&mut client, 1).await;
    mark(&mut client, 2).await;
    assert_eq!(numbers(&client.next().await), [1]);
    assert_eq!(numbers(&client.next().await), [2]);
}

#[tokio::test]
async fn a_channel_that_never_ticks_can_be_followed() {
    let server = Server::start().await;
    let mut client = Client::open(&server).await;
    client.say(json!({ "action": "subscribe", "channel": "never_ticks" })).await;
    client.say(json!({ "action": "subscribe", "channel": "counts" })).await;
    mark(&mut client, 1).await;
    assert_eq!(numbers(&client.next().await), [1]);
}

#[tokio::test]
async fn what_follows_from_a_value_comes_too() {
    let server = Server::start().await;
    let mut client = Client::open(&server).await;
    client.say(json!({ "action": "subscribe", "channel": "fills" })).await;
    let order = json!({ "symbol": "X", "side": "Buy", "quantity": 3, "price": 2.5 });
    client.say(json!({ "action": "send", "channel": "orders", "data": order })).await;
    assert_eq!(data(&client.next().await)[0]["price"], 2.5);
}

#[tokio::test]
async fn nothing_is_sent_where_that_is_not_allowed() {
    let server = Server::with(|settings| settings.stream.readonly = true, |_| {}).await;
    let mut client = Client::open(&server).await;
    client.say(json!({ "action": "subscribe", "channel": "counts" })).await;
    mark(&mut client, 1).await;
    // By now it has been read: the next frame is read after it.
    client.say(json!({ "action": "subscribe", "channel": "heartbeat" })).await;
    assert_eq!(client.next().await["channel"], "heartbeat");
    assert_eq!(server.last("counts").await, json!([]));
}

#[tokio::test]
async fn channels_can_be_selected() {
    let names = gateway_rest::Selection::of(["counts", "quotes", "typo"]);
    let server = Server::with(|settings| settings.stream.channels = names, |_| {}).await;
    assert_eq!(server.get("/api/v1/stream").await.text, r#"["quotes","quotes/A","quotes/B","quotes/C","counts","heartbeat"]"#);
    let mut client = Client::open(&server).await;
    client.say(json!({ "action": "subscribe", "channel": "example" })).await;
    client.say(json!({ "action": "send", "channel": "example", "data": {} })).await;
    client.say(json!({ "action": "subscribe", "channel": "counts" })).await;
    mark(&mut client, 1).await;
    assert_eq!(numbers(&client.next().await), [1]);
    assert_eq!(server.last("example").await, json!([]));
    assert_eq!(server.get("/api/v1/stream/example").await.status, 404);
}

#[tokio::test]
async fn the_list_and_its_redirects() {
    let server = Server::start().await;
    let listed: Vec<String> = serde_json::from_value(server.get("/api/v1/stream").await.json()).unwrap();
    assert_eq!(listed.first().map(String::as_str), Some("orders"));
    assert_eq!(listed.last().map(String::as_str), Some("heartbeat"));
    assert!(
        ["quotes", "quotes/A", "never_ticks", "order_lists"].iter().all(|name| listed.iter().any(|listed| listed == name)),
        "{listed:?}"
    );
    let slash = server.get("/api/v1/stream/?a=b").await;
    assert_eq!((slash.status, slash.header("location")), (307, "/api/v1/stream?a=b"));
    let posted = answer(server.request(Method::POST, "/api/v1/stream")).await;
    assert_eq!((posted.status, posted.header("allow")), (405, "GET"));
}

#[tokio::test]
async fn handshakes_that_cannot_be() {
    let server = Server::with(|settings| settings.stream.max_clients = 1, |_| {}).await;
    let refused = |result: Result<Client, Error>| match result {
        Err(Error::Http(response)) => {
            let body: Value = serde_json::from_slice(response.body().as_deref().unwrap()).unwrap();
            (response.status().as_u16(), body["detail"].as_str().unwrap().to_owned())
        }
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it was not refused"),
    };
    let (status, text) = refused(Client::with(&server, &[("origin", "https://evil.example")]).await);
    assert_eq!((status, text.contains("web site")), (403, true), "{text}");
    let other = answer(server.request(Method::GET, "/api/v1/stream").header("upgrade", "other")).await;
    assert_eq!((other.status, other.json()["detail"].is_string()), (400, true));
    let first = Client::open(&server).await;
    assert_eq!(refused(Client::with(&server, &[]).await), (503, "There are too many clients already".to_owned()));
    drop(first);
    // Its place is free once it has gone.
    while Client::with(&server, &[]).await.is_err() {
        tokio::task::yield_now().await;
    }
}

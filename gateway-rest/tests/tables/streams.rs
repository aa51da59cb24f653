//! Ticks as Arrow over a WebSocket.

use std::time::Duration;

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{Bytes, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::accept::read;
use crate::desk::{send, start, trade, without_tables};
use crate::server::Server;

/// A client that speaks `gateway.v1`.
struct Client(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Client {
    async fn open(server: &Server) -> Self {
        let mut request = format!("{}/api/v1/stream", server.base.replace("http", "ws")).into_client_request().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static("gateway.v1"));
        Self(connect_async(request).await.unwrap().0)
    }

    async fn ask(&mut self, request: &Value) -> Value {
        self.0.send(Message::Text(request.to_string().into())).await.unwrap();
        self.text().await
    }

    async fn next(&mut self) -> Message {
        timeout(Duration::from_secs(20), self.0.next()).await.expect("a frame").expect("no end").unwrap()
    }

    async fn text(&mut self) -> Value {
        let frame = self.next().await;
        serde_json::from_str(frame.to_text().unwrap()).unwrap_or_else(|error| panic!("{error}: {frame:?}"))
    }

    async fn bytes(&mut self) -> Bytes {
        let Message::Binary(bytes) = self.next().await else { panic!("no binary frame") };
        bytes
    }
}

fn subscribe(fields: &Value) -> Value {
    let mut request = json!({ "action": "subscribe", "format": "arrow" });
    for (name, value) in fields.as_object().unwrap() {
        request[name] = value.clone();
    }
    request
}

#[tokio::test]
async fn a_text_says_whose_the_rows_behind_it_are() {
    let server = start().await;
    server.send("quotes/x", r#"{"bid":1,"key":7}"#).await;
    let mut client = Client::open(&server).await;
    let subscribed = client.ask(&subscribe(&json!({ "request": 1, "channel": "quotes", "snapshot": true }))).await;
    assert_eq!(subscribed["subscriptions"], json!([{ "subscription": 1, "channel": "quotes" }]));
    let snapshot = json!({ "type": "snapshot", "subscription": 1, "format": "arrow", "channel": "quotes", "key": "x" });
    assert_eq!(client.text().await, snapshot);
    let (columns, rows) = read(&client.bytes().await);
    assert_eq!(columns, ["id Utf8", "timestamp Timestamp(ns)", "basket_key Utf8", "bid Float64", "key UInt8"]);
    assert_eq!((&rows[0]["basket_key"], &rows[0]["bid"]), (&json!("x"), &json!(1.0)));

    let sent = server.send("quotes/y", r#"{"bid":2,"key":8}"#).await.json();
    let tick = json!({ "type": "tick", "subscription": 1, "seq": 1, "format": "arrow", "channel": "quotes", "key": "y" });
    assert_eq!(client.text().await, tick);
    let (same, rows) = read(&client.bytes().await);
    assert_eq!((same, rows.len()), (columns, 1));
    assert_eq!((&rows[0]["id"], &rows[0]["basket_key"]), (&sent[0]["id"], &json!("y")));
}

#[tokio::test]
async fn elements_of_a_list_are_rows_and_each_subscription_has_its_form() {
    let server = start().await;
    let mut client = Client::open(&server).await;
    let wishes = json!([{ "channel": "trade_lists" }, { "channel": "trade_lists", "format": "json" }, { "channel": "trade_lists" }]);
    client.ask(&subscribe(&json!({ "subscriptions": wishes }))).await;
    let sent = server.send("trade_lists", json!([trade("a", 1.0, 1), trade("b", 2.0, 2)]).to_string()).await.json();
    let (mut as_arrow, mut as_json) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        let text = client.text().await;
        if text["format"] == "arrow" { as_arrow.push(client.bytes().await) } else { as_json.push(text) }
    }
    assert_eq!((as_arrow.len(), &as_json[0]["data"], &as_json[0]["subscription"]), (2, &sent, &json!(2)));
    assert_eq!(as_arrow[0], as_arrow[1]);
    let (_, rows) = read(&as_arrow[0]);
    let ids: Vec<&Value> = rows.iter().map(|row| &row["id"]).collect();
    assert_eq!(ids, [&sent[0]["id"], &sent[1]["id"]]);
}

#[tokio::test]
async fn a_value_without_a_column_is_told_in_its_place() {
    let server = start().await;
    let mut client = Client::open(&server).await;
    client.ask(&subscribe(&json!({ "channel": "trades" }))).await;
    // A span of time in nanoseconds has 63 bits.
    let mut long = trade("a", 1.0, 1);
    long["took"] = json!(1e12);
    send(&server, &[long, trade("b", 1.0, 1)]).await;
    let unfit = client.text().await;
    assert_eq!((&unfit["type"], &unfit["seq"], unfit.get("format")), (&json!("tick"), &json!(1), None));
    assert!(unfit["detail"].as_str().unwrap().starts_with("a value does not fit its column: "), "{unfit}");
    assert_eq!(client.text().await["seq"], 2);
    assert_eq!(read(&client.bytes().await).1[0]["symbol"], "b");
}

#[tokio::test]
async fn without_tables_nobody_follows_in_arrow() {
    let server = without_tables().await;
    let mut client = Client::open(&server).await;
    let refused = client.ask(&subscribe(&json!({ "request": 5, "channel": "trades" }))).await;
    assert_eq!((&refused["type"], &refused["request"], &refused["status"]), (&json!("error"), &json!(5), &json!(406)));
    assert!(refused["detail"].as_str().unwrap().contains("list `#[mount] tables: Tables` of the crate gateway-tables"), "{refused}");
    let unknown = client.ask(&subscribe(&json!({ "channel": "trades", "format": "parquet" }))).await;
    assert_eq!(unknown["status"], 422);
    let beats = client.ask(&subscribe(&json!({ "channel": "heartbeat" }))).await;
    assert_eq!(beats["type"], "subscribed");
}

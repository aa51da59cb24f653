//! Whatever comes over a WebSocket, the others go on.

use futures::SinkExt;
use proptest::prelude::*;
use serde_json::json;
use tokio::runtime::Runtime;
use tokio_tungstenite::tungstenite::Message;

use super::Client;
use crate::server::Server;

/// Pieces of frames in any order, or any text, or any bytes.
fn frames() -> impl Strategy<Value = Message> {
    let pieces = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\"action\":",
        "\"subscribe\"",
        "\"unsubscribe\"",
        "\"send\"",
        "\"ping\"",
        "\"channel\":",
        "\"counts\"",
        "\"quotes\"",
        "\"key\":",
        "\"A\"",
        "\"data\":",
        "\"request\":",
        "\"snapshot\":",
        "\"policy\":",
        "\"sample\"",
        "\"conflate\"",
        "\"interval_ms\":",
        "\"subscriptions\":",
        "\"subscription\":",
        "null",
        "true",
        "1",
        "-1",
        "1e999",
        "\\ud800",
        " ",
    ]);
    let pieces = prop::collection::vec(pieces, 0..24).prop_map(|pieces| Message::Text(pieces.concat().into()));
    let field = prop_oneof![
        Just(r#""channel":"counts""#),
        Just(r#""channel":"quotes""#),
        Just(r#""key":"A""#),
        Just(r#""data":1"#),
        Just(r#""data":{"bid":2}"#),
        Just(r#""snapshot":true"#),
        Just(r#""policy":"conflate""#),
        Just(r#""subscription":1"#),
        Just(r#""request":[]"#),
        Just(r#""request":"x""#),
        Just(r#""policy":"sample","interval_ms":1"#),
        Just(r#""subscriptions":[{"channel":"counts"},{}]"#),
        Just(r#""when_full":"conflate""#),
    ];
    let action = prop::sample::select(vec!["subscribe", "unsubscribe", "send", "ping", "nothing"]);
    let whole = (action, prop::collection::vec(field, 0..5)).prop_map(|(action, fields)| {
        let fields = fields.into_iter().fold(String::new(), |all, field| all + "," + field);
        Message::Text(format!("{{\"action\":\"{action}\"{fields}}}").into())
    });
    prop_oneof![
        pieces,
        whole,
        any::<String>().prop_map(|text| Message::Text(text.into())),
        prop::collection::vec(any::<u8>(), 0..100).prop_map(|bytes| Message::Binary(bytes.into())),
        prop::collection::vec(any::<u8>(), 0..100).prop_map(|bytes| Message::Ping(bytes.into())),
    ]
}

#[test]
fn any_frames_leave_client_and_server_talking() {
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(Server::start());
    let config = ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(frames in prop::collection::vec(frames(), 1..12), superset in any::<bool>())| {
        runtime.block_on(async {
            let mut client = if superset { Client::of_superset(&server).await } else { Client::open(&server).await };
            for frame in frames {
                client.socket.send(frame).await.unwrap();
            }
            client.say(json!({ "action": "subscribe", "channel": "notes", "key": "mark" })).await;
            client.say(json!({ "action": "send", "channel": "notes", "key": "mark", "data": "mark" })).await;
            while client.next().await["data"][0]["value"] != "mark" {}
        });
    });
}

#[test]
fn bytes_that_are_no_frames_end_one_connection() {
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(Server::start());
    let config = ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(bytes in prop::collection::vec(any::<u8>(), 0..300))| {
        runtime.block_on(async {
            let client = Client::open(&server).await;
            let tokio_tungstenite::MaybeTlsStream::Plain(mut socket) = client.socket.into_inner() else { panic!("no TLS here") };
            // The server may have had enough before all is written.
            let _ = tokio::io::AsyncWriteExt::write_all(&mut socket, &bytes).await;
            drop(socket);
            assert_eq!(server.send("counts", "1").await.status, 200);
        });
    });
}

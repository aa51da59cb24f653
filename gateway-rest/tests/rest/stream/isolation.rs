//! A client that does not read disturbs nobody.

use serde_json::json;

use super::{Client, numbers};
use crate::server::Server;

/// A text that fills buffers soon.
fn long_text(number: usize) -> String {
    format!("\"{number}-{}\"", "x".repeat(100_000))
}

/// So many of them are more than the system's buffers hold.
const MANY: usize = 300;

#[tokio::test]
async fn who_does_not_read_is_cut_off_and_others_get_all() {
    let server = Server::with(|settings| settings.stream.queue_bytes = 1_000_000, |_| {}).await;
    let mut stalled = Client::open(&server).await;
    stalled.say(json!({ "action": "subscribe", "channel": "notes" })).await;
    let mut healthy = Client::open(&server).await;
    healthy.say(json!({ "action": "subscribe", "channel": "notes", "key": "k" })).await;
    // Both follow from here on: the first one's frame was read before.
    healthy.say(json!({ "action": "send", "channel": "notes", "key": "k", "data": "first" })).await;
    healthy.next().await;
    for number in 0..MANY {
        assert_eq!(server.send("notes/k", long_text(number)).await.status, 200);
        let frame = healthy.next().await;
        assert!(frame["data"][0]["value"].as_str().unwrap().starts_with(&format!("{number}-")));
    }
    let mut read = 0;
    loop {
        match futures::StreamExt::next(&mut stalled.socket).await {
            Some(Ok(message)) if message.is_text() => read += 1,
            Some(Ok(message)) if message.is_close() => break,
            Some(Ok(_)) => {}
            Some(Err(_)) | None => break,
        }
    }
    assert!(read < MANY, "{read}");
}

#[tokio::test]
async fn who_does_not_read_may_get_the_newest_and_how_many_were_left_out() {
    let server = Server::with(|settings| settings.stream.queue_bytes = 1_000_000, |_| {}).await;
    let mut clients = Vec::new();
    for policy in [json!({ "when_full": "conflate" }), json!({ "policy": "conflate" }), json!({ "policy": "sample", "interval_ms": 1 })] {
        let mut client = Client::of_superset(&server).await;
        let mut request = json!({ "action": "subscribe", "channel": "notes" });
        request.as_object_mut().unwrap().extend(policy.as_object().unwrap().clone());
        client.say(request).await;
        assert_eq!(client.next().await["type"], "subscribed");
        clients.push(client);
    }
    for number in 0..MANY {
        server.send("notes/k", long_text(number)).await;
    }
    for client in &mut clients {
        let (mut seq, mut dropped) = (0, 0);
        while seq < MANY as u64 {
            let frame = client.next().await;
            dropped += frame["dropped"].as_u64().unwrap_or(0);
            seq += 1 + frame["dropped"].as_u64().unwrap_or(0);
            assert_eq!(frame["seq"], seq);
            if seq == MANY as u64 {
                assert!(frame["data"][0]["value"].as_str().unwrap().starts_with(&format!("{}-", MANY - 1)));
            }
        }
        assert!(dropped > 0);
    }
}

#[tokio::test]
async fn a_thousand_subscribers_get_the_same() {
    let server = Server::with(|settings| settings.stream.max_clients = 1000, |_| {}).await;
    let mut clients = Vec::new();
    for number in 0..1000 {
        let mut client = if number % 2 == 0 { Client::open(&server).await } else { Client::of_superset(&server).await };
        client.say(json!({ "action": "subscribe", "channel": "counts" })).await;
        if number % 2 == 1 {
            client.next().await;
        }
        clients.push(client);
    }
    // Who speaks the reference's protocol follows when its next frame is read.
    for client in clients.iter_mut().step_by(2) {
        client.say(json!({ "action": "subscribe", "channel": "notes", "key": "ready" })).await;
        client.say(json!({ "action": "send", "channel": "notes", "key": "ready", "data": "" })).await;
        client.next().await;
    }
    let all: Vec<u64> = (0..100).collect();
    server.send("counts", json!(all).to_string()).await;
    for client in &mut clients {
        let mut got = Vec::new();
        while got.len() < all.len() {
            let frame = client.next().await;
            if frame["channel"] == "counts" {
                got.extend(numbers(&frame));
            }
        }
        assert_eq!(got, all);
    }
}

#[tokio::test]
async fn a_frame_that_is_too_large_ends_its_client_alone() {
    let server = Server::with(|settings| settings.stream.max_frame = 200_000, |_| {}).await;
    let mut other = Client::of_superset(&server).await;
    let mut client = Client::of_superset(&server).await;
    // Large ones are read elsewhere.
    client.say(format!(r#"{{"action": "send", "channel": "notes", "key": "k", "data": {}}}"#, long_text(0))).await;
    assert_eq!(client.next().await["type"], "accepted");
    client.say(format!(r#"{{"action": "ping", "request": "{}"}}"#, "x".repeat(200_000))).await;
    assert_eq!(client.end().await.map(|frame| u16::from(frame.code)), Some(1009));
    other.say(json!({ "action": "ping" })).await;
    assert_eq!(other.next().await["type"], "pong");
}

//! The end of streams.

use std::time::Instant;

use serde_json::json;

use super::{Client, LONG};
use crate::server::Server;

#[tokio::test]
async fn a_stop_closes_all_with_1012_in_time() {
    let server = Server::start().await;
    let mut reference = Client::open(&server).await;
    reference.say(json!({ "action": "subscribe", "channel": "counts" })).await;
    let mut superset = Client::of_superset(&server).await;
    superset.say(json!({ "action": "subscribe", "channel": "counts", "policy": "conflate" })).await;
    superset.next().await;
    let idle = Client::open(&server).await;
    let mut unread = Client::open(&server).await;
    unread.say(json!({ "action": "subscribe", "channel": "notes" })).await;
    let events = server.request(reqwest::Method::GET, "/api/v1/stream/counts").send().await.unwrap();
    let Server { live, serving, .. } = server;
    let begun = Instant::now();
    let stopping = tokio::spawn(live.stop());
    for client in [&mut reference, &mut superset] {
        let frame = client.end().await.unwrap();
        assert_eq!((u16::from(frame.code), frame.reason.as_str()), (1012, "The gateway is stopping"));
    }
    assert!(events.text().await.unwrap().ends_with("event: end\ndata: {\"detail\":\"The gateway is stopping\"}\n\n"));
    stopping.await.unwrap().unwrap();
    serving.await.unwrap();
    // Two of them have not answered.
    assert!(begun.elapsed() < LONG / 2, "{:?}", begun.elapsed());
    drop((idle, unread));
}

#[tokio::test]
async fn who_leaves_without_a_word_is_forgotten() {
    let server = Server::with(|settings| settings.stream.max_clients = 2, |_| {}).await;
    for _ in 0..20 {
        let mut client = loop {
            match Client::with(&server, &[]).await {
                Ok(client) => break client,
                Err(_) => tokio::task::yield_now().await,
            }
        };
        client.say(json!({ "action": "subscribe", "channel": "counts" })).await;
        client.say(json!({ "action": "send", "channel": "counts", "data": 1 })).await;
        client.next().await;
    }
}

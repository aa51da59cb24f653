//! Streams end with the key or the session that opened them.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use futures::StreamExt;
use gateway_rest::client::{AnyClient, ClientError, Endpoint, Event};
use gateway_rest::{KeySettings, KeySource, Right, Settings};
use reqwest::Method;
use serde_json::json;

use super::{Client, LONG, numbers};
use crate::server::{Server, answer};

const FIRST: &str = "first-0123456789abcdefghijkl";
const SECOND: &str = "second-0123456789abcdefghijkl";
const SECOND_DIGEST: &str = "08d2144ad04360f8b2a924be77906bfc69265cf5a2338979ef6cfdfe40f58d02";

/// How long a stream may outlive its key: files are read every two seconds, and machines that test are slow.
const MAY_OUTLIVE: Duration = Duration::from_secs(8);

const WHY: &str = "The key or session that opened this is valid no more";

/// A file with a key.
struct KeyFile(PathBuf);

impl KeyFile {
    fn new(name: &str, key: &str) -> Self {
        let path = std::env::temp_dir().join(format!("gateway-rest-leaving-{name}-{}", std::process::id()));
        std::fs::write(&path, key).unwrap();
        Self(path)
    }

    fn setting(&self) -> KeySettings {
        KeySettings::new(KeySource::File(self.0.clone()), [Right::Read, Right::Send])
    }
}

impl Drop for KeyFile {
    fn drop(&mut self) {
        // The test may have removed it.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// A server with one key in a file, and another one.
async fn server(file: &KeyFile, change: impl FnOnce(&mut Settings)) -> Server {
    let settings = |settings: &mut Settings| {
        settings.auth.keys.insert("first".to_owned(), file.setting());
        settings
            .auth
            .keys
            .insert("second".to_owned(), KeySettings::new(KeySource::Sha256(SECOND_DIGEST.to_owned()), [Right::Read, Right::Send]));
        change(settings);
    };
    Server::with(settings, |_| {}).await
}

async fn follow(server: &Server, header: (&'static str, &str), protocol: Option<&str>) -> Client {
    let protocol = protocol.map(|name| ("sec-websocket-protocol", name));
    let headers: Vec<(&'static str, &str)> = [Some(header), protocol].into_iter().flatten().collect();
    let mut client = Client::with(server, &headers).await.unwrap();
    client.say(json!({ "action": "subscribe", "channel": "counts" })).await;
    // Who has an answer to what was asked later follows.
    client.say(json!({ "action": "send", "channel": "counts", "data": 1 })).await;
    while numbers_of(&client.next().await).is_none() {}
    client
}

fn numbers_of(frame: &serde_json::Value) -> Option<Vec<u64>> {
    (frame["type"] != "accepted" && frame["data"].is_array()).then(|| numbers(frame))
}

/// The text of an answer that streams, once it has ended.
async fn ended(server: &Server, header: (&'static str, &str), accept: &str) -> tokio::task::JoinHandle<String> {
    let request = server.request(Method::GET, "/api/v1/stream/counts").header(header.0, header.1).header("accept", accept);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    tokio::spawn(async move { answer.text().await.unwrap() })
}

async fn is_told(client: &mut Client) {
    let frame = client.end().await.unwrap();
    assert_eq!((u16::from(frame.code), frame.reason.as_str()), (4401, WHY));
}

#[tokio::test]
async fn a_revoked_key_ends_its_streams_and_no_others() {
    let file = KeyFile::new("revoked", FIRST);
    let server = server(&file, |_| {}).await;
    let mut reference = follow(&server, ("token", FIRST), None).await;
    let mut superset = follow(&server, ("x-api-key", FIRST), Some("gateway.v1")).await;
    let mut other = follow(&server, ("token", SECOND), Some("gateway.v1")).await;
    let events = ended(&server, ("token", FIRST), "text/event-stream").await;
    let lines = ended(&server, ("token", FIRST), "application/x-ndjson").await;
    let endpoint = Endpoint::new(server.base.as_str()).key(FIRST);
    let mut subscription = AnyClient::connect(endpoint).unwrap().subscribe(["counts"]).await.unwrap();
    let revoked = Instant::now();
    std::fs::remove_file(&file.0).unwrap();
    is_told(&mut reference).await;
    is_told(&mut superset).await;
    assert!(events.await.unwrap().ends_with(&format!("event: end\ndata: {{\"detail\":\"{WHY}\"}}\n\n")));
    assert!(lines.await.unwrap().ends_with(&format!("{{\"detail\":\"{WHY}\"}}\n")));
    assert!(revoked.elapsed() < MAY_OUTLIVE, "{:?}", revoked.elapsed());
    // The client of this crate tells it, tries again, and is refused.
    let mut event = subscription.next().await.unwrap();
    while let Ok(Event::Tick(_)) = event {
        event = subscription.next().await.unwrap();
    }
    let Ok(Event::Interrupted(ClientError::Unreachable(text))) = event else { panic!("{event:?}") };
    assert_eq!(text, format!("the gateway has closed the connection: 4401 {WHY}"));
    assert_eq!(subscription.next().await.unwrap().unwrap_err().status(), Some(403));
    assert!(subscription.next().await.is_none());
    // Who came with another key stays.
    other.say(json!({ "action": "send", "channel": "counts", "data": 7 })).await;
    while numbers_of(&other.next().await) != Some(vec![7]) {}
}

#[tokio::test]
async fn who_waits_for_the_next_tick_is_refused_once_the_key_is_gone() {
    let file = KeyFile::new("next", FIRST);
    let server = server(&file, |_| {}).await;
    let next = |key: &str| answer(server.request(Method::GET, "/api/v1/next/counts").header("x-api-key", key));
    let stays = tokio::spawn(next(SECOND));
    let leaves = tokio::spawn(next(FIRST));
    // Both have begun to wait long before the file is read again.
    let revoked = Instant::now();
    std::fs::remove_file(&file.0).unwrap();
    let refused = leaves.await.unwrap();
    assert_eq!((refused.status, refused.text.as_str()), (401, r#"{"detail":"unauthorized","status_code":401}"#));
    assert!(revoked.elapsed() < MAY_OUTLIVE, "{:?}", revoked.elapsed());
    answer(server.post("counts", "7").header("x-api-key", SECOND)).await;
    assert_eq!(stays.await.unwrap().json()[0]["value"], 7);
}

#[tokio::test]
async fn a_logout_ends_the_streams_of_its_session_at_once() {
    let file = KeyFile::new("logout", FIRST);
    let server = server(&file, |_| {}).await;
    let login = async || {
        let entered = server.get(&format!("/api/v1/auth/login?token={FIRST}")).await;
        entered.header("set-cookie").split(';').next().unwrap().to_owned()
    };
    let (leaves, stays) = (login().await, login().await);
    let mut gone = follow(&server, ("cookie", &leaves), Some("gateway.v1")).await;
    let events = ended(&server, ("cookie", &leaves), "text/event-stream").await;
    let mut there = follow(&server, ("cookie", &stays), Some("gateway.v1")).await;
    let left = Instant::now();
    answer(server.request(Method::GET, "/api/v1/auth/logout").header("cookie", &leaves)).await;
    is_told(&mut gone).await;
    assert!(events.await.unwrap().contains("event: end"));
    assert!(left.elapsed() < LONG / 4, "{:?}", left.elapsed());
    there.say(json!({ "action": "send", "channel": "counts", "data": 7 })).await;
    while numbers_of(&there.next().await) != Some(vec![7]) {}
}

#[tokio::test]
async fn a_session_that_expires_ends_its_streams() {
    let file = KeyFile::new("expired", FIRST);
    let server = server(&file, |settings| settings.auth.session = Duration::from_secs(1)).await;
    let entered = server.get(&format!("/api/v1/auth/login?token={FIRST}")).await;
    let cookie = entered.header("set-cookie").split(';').next().unwrap();
    let opened = Instant::now();
    let mut client = follow(&server, ("cookie", cookie), Some("gateway.v1")).await;
    is_told(&mut client).await;
    let lasted = opened.elapsed();
    assert!(lasted > Duration::from_millis(500) && lasted < LONG / 4, "{lasted:?}");
}

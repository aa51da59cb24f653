//! Going on where one left off, as far as the history of a channel goes.

use gateway_runtime::prelude::*;
use reqwest::Method;
use serde_json::{Value, json};

use super::{Client, numbers};
use crate::server::Server;

#[channels]
pub struct Bus {
    #[channel(send, history = 1000)]
    pub counts: Channel<u64>,
    #[channel(send, history = 1000)]
    pub lists: Channel<Vec<u64>>,
    #[channel(send, history = 1000)]
    pub levels: Basket<String, u64>,
    #[channel(send)]
    pub forgotten: Channel<u64>,
}

#[module]
pub struct Look {}

#[module(channels = Bus)]
impl Look {
    #[node]
    fn look(&mut self, _counts: Ticks<u64>, _lists: Ticks<Vec<u64>>, _levels: Ticks<Keyed<String, u64>>, _forgotten: Ticks<u64>) {}
}

#[gateway(channels = Bus)]
pub struct App {
    look: Look,
}

async fn server() -> Server<App> {
    Server::of(App::from_settings([]).unwrap(), |_| {}, |_| {}).await
}

/// Sends, and gives the ids of what was accepted.
async fn send(server: &Server<App>, channel: &str, body: Value) -> Vec<String> {
    let answer = server.send(channel, body.to_string()).await.json();
    answer.as_array().unwrap().iter().map(|element| element["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn all_that_came_after_a_tick_comes_first() {
    let server = server().await;
    let ids = send(&server, "counts", json!([1, 2, 3, 4])).await;
    let mut client = Client::of_superset(&server).await;
    client.say(json!({ "action": "subscribe", "channel": "counts", "after": ids[1] })).await;
    assert_eq!(client.next().await["type"], "subscribed");
    for (seq, number) in [(1, 3), (2, 4)] {
        let frame = client.next().await;
        assert_eq!((&frame["type"], &frame["seq"], numbers(&frame)), (&json!("tick"), &json!(seq), vec![number]));
    }
    send(&server, "counts", json!(5)).await;
    let frame = client.next().await;
    assert_eq!((&frame["seq"], numbers(&frame)), (&json!(3), vec![5]));
    // Of all that came the newest is enough for one who conflates.
    client.say(json!({ "action": "subscribe", "channel": "counts", "after": ids[0], "policy": "conflate" })).await;
    client.next().await;
    let frame = client.next().await;
    assert_eq!((&frame["seq"], &frame["dropped"], numbers(&frame)), (&json!(4), &json!(3), vec![5]));
}

#[tokio::test]
async fn a_client_that_comes_again_and_again_misses_nothing() {
    let server = server().await;
    let first = send(&server, "counts", json!(0)).await.remove(0);
    let sending = async {
        for number in 1..=300_u64 {
            send(&server, "counts", json!(number)).await;
        }
    };
    let following = async {
        let (mut last, mut expected) = (first, 1);
        while expected <= 300 {
            let mut client = Client::of_superset(&server).await;
            client.say(json!({ "action": "subscribe", "channel": "counts", "after": last })).await;
            assert_eq!(client.next().await["type"], "subscribed");
            for _ in 0..20 {
                let frame = client.next().await;
                assert_eq!(numbers(&frame), [expected]);
                last = frame["data"][0]["id"].as_str().unwrap().to_owned();
                expected += 1;
                if expected > 300 {
                    break;
                }
            }
        }
    };
    tokio::join!(sending, following);
}

#[tokio::test]
async fn keys_and_lists_go_on_too() {
    let server = server().await;
    let ids = send(&server, "levels/A", json!([1, 2])).await;
    send(&server, "levels/B", json!([3])).await;
    send(&server, "levels/A", json!([4])).await;
    let lists = send(&server, "lists", json!([1, 2])).await;
    send(&server, "lists", json!([3, 4])).await;
    let mut client = Client::of_superset(&server).await;
    client.say(json!({ "action": "subscribe", "channel": "levels", "key": "A", "after": ids[0] })).await;
    client.next().await;
    for number in [2, 4] {
        assert_eq!(numbers(&client.next().await), [number]);
    }
    for id in lists {
        client.say(json!({ "action": "subscribe", "channel": "lists", "after": id })).await;
        client.next().await;
        assert_eq!(numbers(&client.next().await), [3, 4]);
    }
}

#[tokio::test]
async fn what_the_history_does_not_have_ends_the_subscription() {
    let server = server().await;
    let ids = send(&server, "forgotten", json!([1, 2])).await;
    let mut client = Client::of_superset(&server).await;
    for (subscription, channel, id) in [(1, "counts", "unknown"), (2, "forgotten", ids[0].as_str())] {
        client.say(json!({ "action": "subscribe", "channel": channel, "after": id })).await;
        assert_eq!(client.next().await["type"], "subscribed");
        let ended = client.next().await;
        assert_eq!((&ended["type"], &ended["subscription"], &ended["status"]), (&json!("ended"), &json!(subscription), &json!(409)));
    }
    client.say(json!({ "action": "subscribe", "channel": "counts", "after": "x", "snapshot": true })).await;
    assert_eq!(client.next().await["status"], 422);
    assert_eq!(server.get("/api/v1/stream/counts?after=unknown").await.status, 409);
}

#[tokio::test]
async fn a_browser_that_comes_back_goes_on_or_is_told() {
    let server = server().await;
    let ids = send(&server, "counts", json!([1, 2, 3])).await;
    for (id, expected) in [(ids[0].as_str(), "data: {\"channel\":\"counts\",\"data\":[{\"id\":"), ("unknown", "event: gap\n")] {
        let request = server.request(Method::GET, "/api/v1/stream/counts?snapshot=true").header("last-event-id", id);
        let mut response = request.send().await.unwrap();
        let mut text = String::new();
        while text.matches("\n\n").count() < 3 {
            text.push_str(std::str::from_utf8(&response.chunk().await.unwrap().unwrap()).unwrap());
        }
        assert!(text.contains(expected), "{text}");
        // Either goes on with the third; only one has the second.
        assert_eq!((text.contains(&ids[1]), text.contains(&ids[2])), (id != "unknown", true), "{text}");
    }
}

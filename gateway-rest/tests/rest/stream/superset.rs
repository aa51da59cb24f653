//! The protocol `gateway.v1`.

use serde_json::{Value, json};

use super::{Client, numbers};
use crate::desk::gate;
use crate::server::{Server, without_stamps};

async fn ask(client: &mut Client, request: Value) -> Value {
    client.say(&request).await;
    client.next().await
}

#[tokio::test]
async fn every_request_is_answered_under_its_name() {
    let server = Server::start().await;
    let mut client = Client::of_superset(&server).await;
    let answer = ask(&mut client, json!({ "action": "subscribe", "request": 7, "channel": "quotes", "key": "A" })).await;
    let subscription = json!({ "subscription": 1, "channel": "quotes", "key": "A" });
    assert_eq!(answer, json!({ "type": "subscribed", "request": 7, "subscriptions": [subscription] }));
    client.say(json!({ "action": "send", "request": "mine", "channel": "quotes", "key": "A", "data": { "bid": 2 } })).await;
    let mut frames = [client.next().await, client.next().await];
    frames.sort_by_key(|frame| frame["type"].to_string());
    let [accepted, tick] = frames;
    assert_eq!((&accepted["type"], &accepted["request"]), (&json!("accepted"), &json!("mine")));
    assert_eq!(accepted["data"], tick["data"]);
    assert_eq!((&tick["type"], &tick["subscription"], &tick["seq"]), (&json!("tick"), &json!(1), &json!(1)));
    assert_eq!((&tick["channel"], &tick["key"], tick.get("dropped")), (&json!("quotes"), &json!("A"), None));
    assert_eq!(without_stamps(tick["data"].clone()), json!([{ "bid": 2.0 }]));
    let pong = ask(&mut client, json!({ "action": "ping", "request": 1.5 })).await;
    assert_eq!((&pong["type"], &pong["request"], pong["time"].as_str().unwrap().len() > 18), (&json!("pong"), &json!(1.5), true));
    let left = ask(&mut client, json!({ "action": "unsubscribe", "subscription": 1 })).await;
    assert_eq!(left, json!({ "type": "unsubscribed", "subscriptions": [subscription] }));
}

#[tokio::test]
async fn what_is_wrong_is_an_error_as_over_rest() {
    let server = Server::start().await;
    let mut client = Client::of_superset(&server).await;
    let bad = ask(&mut client, json!({ "action": "send", "request": 1, "channel": "example", "data": { "x": "bad" } })).await;
    let over_rest = server.send("example", r#"{"x": "bad"}"#).await;
    assert_eq!(bad, json!({ "type": "error", "request": 1, "status": 422, "detail": over_rest.json()["detail"] }));
    for (request, status, text) in [
        (json!({ "action": "subscribe", "channel": "nope" }), 404, "Channel not found: nope"),
        (json!({ "action": "subscribe", "channel": "quotes", "key": "ZZ" }), 404, "Channel not found: quotes/ZZ"),
        (json!({ "action": "subscribe", "channel": "counts", "key": "A" }), 404, "Channel not found: counts/A"),
        (json!({ "action": "subscribe", "channel": "never_ticks" }), 404, "Channel not found: never_ticks"),
        (json!({ "action": "subscribe" }), 422, "`channel` is missing"),
        (json!({ "action": "subscribe", "channel": "counts", "key": {} }), 422, "`key` is a text or a number"),
        (json!({ "action": "subscribe", "channel": "counts", "polcy": "every" }), 422, "there is no field `polcy`; there are: action, "),
        (
            json!({ "action": "subscribe", "channel": "counts", "policy": "sample" }),
            422,
            "a policy `sample` has an `interval_ms` from 1 to",
        ),
        (json!({ "action": "subscribe", "channel": "counts", "interval_ms": 5 }), 422, "an `interval_ms` belongs to the policy `sample`"),
        (json!({ "action": "subscribe", "channel": "counts", "policy": "some" }), 422, "unknown variant `some`"),
        (json!({ "action": "unsubscribe", "subscription": 9 }), 404, "There is no such subscription"),
        (json!({ "action": "unsubscribe", "channel": "counts" }), 404, "There is no such subscription"),
        (json!({ "action": "send", "channel": "fills", "data": 1 }), 404, "Channel not found: fills"),
        (json!({ "action": "send", "channel": "heartbeat", "data": 1 }), 404, "Channel not found: heartbeat"),
        (json!({ "action": "jump" }), 422, "there is no action `jump`"),
        (json!({ "action": "ping", "request": {} }), 422, "`request` is a text or a number"),
    ] {
        let error = ask(&mut client, request.clone()).await;
        assert_eq!((&error["type"], &error["status"]), (&json!("error"), &json!(status)), "{request}: {error}");
        let detail = error["detail"].as_str().or_else(|| error["detail"][0]["msg"].as_str());
        assert!(detail.is_some_and(|detail| detail.starts_with(text)), "{request}: {error}");
    }
    let missing = ask(&mut client, json!({ "action": "send", "channel": "counts" })).await;
    assert_eq!(missing["detail"][0]["type"], "missing");
    client.say("{not json").await;
    let invalid = client.next().await;
    assert_eq!((&invalid["status"], &invalid["detail"][0]["type"]), (&json!(422), &json!("json_invalid")));
    client.say("[1]").await;
    assert_eq!(client.next().await["detail"][0]["type"], "dict_type");
    futures::SinkExt::send(&mut client.socket, vec![0_u8].into()).await.unwrap();
    assert_eq!(client.next().await["status"], 415);
    let panicked = ask(&mut client, json!({ "action": "ping", "request": "still there" })).await;
    assert_eq!(panicked["request"], "still there");
}

#[tokio::test]
async fn several_subscriptions_are_made_at_once_or_not_at_all() {
    let server = Server::start().await;
    let mut client = Client::of_superset(&server).await;
    let list = json!([{ "channel": "counts" }, { "channel": "nope" }]);
    assert_eq!(ask(&mut client, json!({ "action": "subscribe", "subscriptions": list })).await["status"], 404);
    let list = json!([{ "channel": "counts" }, { "channel": "quotes", "policy": "every" }, { "channel": "heartbeat" }]);
    let answer = ask(&mut client, json!({ "action": "subscribe", "policy": "conflate", "subscriptions": list })).await;
    assert_eq!(
        answer["subscriptions"],
        json!([
            { "subscription": 1, "channel": "counts" }, { "subscription": 2, "channel": "quotes" }, { "subscription": 3, "channel": "heartbeat" },
        ])
    );
    server.send("counts", "5").await;
    assert_eq!((client.next().await)["subscription"], 1);
    let left = ask(&mut client, json!({ "action": "unsubscribe", "channel": "heartbeat" })).await;
    assert_eq!(left["subscriptions"][0]["subscription"], 3);
}

#[tokio::test]
async fn the_same_channel_can_be_followed_twice_at_different_paces() {
    let server = Server::start().await;
    let mut client = Client::of_superset(&server).await;
    let list = json!([{ "channel": "counts" }, { "channel": "counts", "policy": "sample", "interval_ms": 3_600_000 }]);
    client.say(json!({ "action": "subscribe", "subscriptions": list })).await;
    client.next().await;
    for number in 1..=3 {
        server.send("counts", number.to_string()).await;
    }
    let mut all = Vec::new();
    let mut samples = Vec::new();
    while all.len() < 3 {
        let frame = client.next().await;
        if frame["subscription"] == 1 { all.extend(numbers(&frame)) } else { samples.extend(numbers(&frame)) }
    }
    assert_eq!(all, [1, 2, 3]);
    // The first of the interval comes at once, or a newer one in its place, and no other.
    assert!(samples.len() <= 1, "{samples:?}");
}

#[tokio::test]
async fn samples_end_with_the_newest_and_say_how_many_were_left_out() {
    let server = Server::start().await;
    let mut client = Client::of_superset(&server).await;
    client.say(json!({ "action": "subscribe", "channel": "counts", "policy": "sample", "interval_ms": 50 })).await;
    client.next().await;
    let numbers_sent: Vec<u64> = (1..=500).collect();
    server.send("counts", json!(numbers_sent).to_string()).await;
    let (mut seq, mut frames) = (0, 0);
    loop {
        let frame = client.next().await;
        seq += 1 + frame["dropped"].as_u64().unwrap_or(0);
        frames += 1;
        assert_eq!(frame["seq"], seq);
        if numbers(&frame) == [500] {
            break;
        }
    }
    assert_eq!(seq, 500);
    assert!(frames < 500, "{frames}");
}

#[tokio::test]
async fn what_is_conflated_is_the_newest_of_each_key() {
    let server = Server::start().await;
    let mut client = Client::of_superset(&server).await;
    client.say(json!({ "action": "subscribe", "channel": "quotes", "policy": "conflate" })).await;
    client.next().await;
    for bid in 1..=100 {
        server.send("quotes", json!({ "A": { "bid": bid }, "B": { "bid": -bid } }).to_string()).await;
    }
    let mut newest = [Value::Null, Value::Null];
    let mut seq = 0;
    while newest != [json!(100.0), json!(-100.0)] {
        let frame = client.next().await;
        seq += 1 + frame["dropped"].as_u64().unwrap_or(0);
        assert_eq!(frame["seq"], seq);
        newest[usize::from(frame["key"] == "B")] = frame["data"][0]["bid"].clone();
    }
    assert_eq!(seq, 200);
}

#[tokio::test]
async fn a_snapshot_and_what_follows_have_no_gap_and_nothing_twice() {
    let server = Server::start().await;
    let sending = async {
        for number in 0..400_u64 {
            server.send("counts", number.to_string()).await;
        }
    };
    let following = async {
        // One after the other joins while ticks come.
        for _ in 0..20 {
            let mut client = Client::of_superset(&server).await;
            client.say(json!({ "action": "subscribe", "channel": "counts", "snapshot": true })).await;
            assert_eq!(client.next().await["type"], "subscribed");
            let mut frame = client.next().await;
            let mut expected = None;
            for _ in 0..10 {
                if let Some(expected) = expected {
                    assert_eq!((&frame["type"], numbers(&frame)), (&json!("tick"), vec![expected]));
                }
                expected = Some(numbers(&frame)[0] + 1);
                if expected == Some(400) {
                    return;
                }
                frame = client.next().await;
            }
        }
    };
    tokio::join!(sending, following);
    let mut late = Client::of_superset(&server).await;
    late.say(json!({ "action": "subscribe", "channel": "counts", "snapshot": true })).await;
    late.next().await;
    let snapshot = late.next().await;
    assert_eq!((&snapshot["type"], &snapshot["subscription"], numbers(&snapshot)), (&json!("snapshot"), &json!(1), vec![399]));
    assert_eq!(snapshot.get("seq"), None);
}

#[tokio::test]
async fn a_snapshot_of_a_basket_has_all_keys_or_the_one() {
    let server = Server::start().await;
    server.send("quotes", r#"{"A": {"bid": 1}, "C": {"bid": 3}}"#).await;
    let mut client = Client::of_superset(&server).await;
    let list = json!([{ "channel": "quotes" }, { "channel": "quotes", "key": "C" }, { "channel": "quotes", "key": "B" }]);
    client.say(json!({ "action": "subscribe", "snapshot": true, "subscriptions": list })).await;
    client.next().await;
    for (subscription, key) in [(1, "A"), (1, "C"), (2, "C")] {
        let frame = client.next().await;
        assert_eq!((&frame["type"], &frame["subscription"], &frame["key"]), (&json!("snapshot"), &json!(subscription), &json!(key)));
    }
    assert_eq!(ask(&mut client, json!({ "action": "ping" })).await["type"], "pong");
}

#[tokio::test]
async fn a_full_queue_into_the_engine_is_an_error_and_nothing_is_lost() {
    let server = Server::with(|_| {}, |options| options.queue_entries = 2).await;
    let mut client = Client::of_superset(&server).await;
    let mut reference = Client::open(&server).await;
    let (at_gate, open) = gate(71);
    server.send("holds", "71").await;
    at_gate.recv().unwrap();
    for number in [1, 2] {
        let answer = ask(&mut client, json!({ "action": "send", "channel": "counts", "data": number })).await;
        assert_eq!(answer["type"], "accepted");
    }
    let full = ask(&mut client, json!({ "action": "send", "request": 3, "channel": "counts", "data": 3 })).await;
    assert_eq!((&full["request"], &full["status"]), (&json!(3), &json!(503)));
    // The protocol of the reference has no errors: there the value waits, and so does its client.
    reference.say(json!({ "action": "send", "channel": "counts", "data": 4 })).await;
    reference.say(json!({ "action": "subscribe", "channel": "counts" })).await;
    reference.say(json!({ "action": "send", "channel": "counts", "data": 5 })).await;
    drop(open);
    assert_eq!(numbers(&reference.next().await), [5]);
}

#[tokio::test]
async fn subscriptions_are_limited() {
    let server = Server::with(|settings| settings.stream.max_subscriptions = 2, |_| {}).await;
    let mut client = Client::of_superset(&server).await;
    for _ in 0..2 {
        assert_eq!(ask(&mut client, json!({ "action": "subscribe", "channel": "counts" })).await["type"], "subscribed");
    }
    assert_eq!(ask(&mut client, json!({ "action": "subscribe", "channel": "heartbeat" })).await["status"], 429);
    assert_eq!(ask(&mut client, json!({ "action": "unsubscribe", "subscription": 1 })).await["type"], "unsubscribed");
    assert_eq!(ask(&mut client, json!({ "action": "subscribe", "channel": "heartbeat" })).await["type"], "subscribed");
}

#[tokio::test]
async fn a_check_that_panics_is_a_fault_of_the_service_and_the_client_stays() {
    let server = Server::start().await;
    let mut client = Client::of_superset(&server).await;
    let order = json!({ "symbol": "PANIC", "side": "Buy", "quantity": 1 });
    let error = ask(&mut client, json!({ "action": "send", "request": 1, "channel": "orders", "data": order })).await;
    assert_eq!(error, json!({ "type": "error", "request": 1, "status": 500, "detail": "Internal Server Error" }));
    assert_eq!(ask(&mut client, json!({ "action": "ping" })).await["type"], "pong");
}

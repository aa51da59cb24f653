//! `last`, `next` and `send` of every form of channel.

use std::time::Duration;

use serde_json::{Value, json};

use crate::server::{Answer, Server, without_stamps};

const ORDER: &str = r#"{"symbol":"X","side":"Buy","quantity":3}"#;

fn order(symbol: &str) -> Value {
    json!({ "symbol": symbol, "side": "Buy", "quantity": 3, "price": null, "source": "manual" })
}

#[tokio::test]
async fn last_is_empty_before_the_first_tick_and_then_has_it() {
    let server = Server::start().await;
    for channel in ["orders", "order_lists", "quotes", "quotes/A", "notes", "notes/any", "levels/7", "counts", "events"] {
        assert_eq!(server.last(channel).await, json!([]), "{channel}");
    }
    let sent = server.send("orders", ORDER).await;
    assert_eq!(sent.status, 200, "{}", sent.text);
    assert_eq!(sent.header("content-type"), "application/json");
    assert_eq!(server.last("orders").await, sent.json());
    assert_eq!(without_stamps(sent.json()), json!([order("X")]));
    // `id` and `timestamp` come first, then the fields as declared; no blanks.
    let fields = [r#"[{"id":""#, r#"","timestamp":""#, r#"","symbol":"X","side":"Buy","quantity":3,"price":null,"source":"manual"}]"#];
    assert!(fields.iter().all(|part| sent.text.contains(part)), "{}", sent.text);
    assert_eq!(without_stamps(server.last("fills").await), json!([{ "order": order("X"), "price": 1.0 }]));
}

#[tokio::test]
async fn whoever_asks_has_what_was_sent_before() {
    let server = &Server::start().await;
    // Each over a connection of its own, and now and then over that of another one.
    let client = |channel: &'static str| async move {
        for _ in 0..100 {
            let sent = server.send(channel, r#"{"bid":1}"#).await;
            assert_eq!(server.last(channel).await, sent.json());
        }
    };
    tokio::join!(client("quotes/A"), client("quotes/B"));
}

#[tokio::test]
async fn a_batch_ticks_in_its_order_and_an_empty_one_not_at_all() {
    let server = Server::start().await;
    assert_eq!(server.send("orders", "[]").await.text, "[]");
    assert_eq!(server.last("orders").await, json!([]));
    let batch = json!([order("A"), order("B")]).to_string();
    let sent = server.send("orders", batch).await.json();
    assert_eq!(without_stamps(sent.clone()), json!([order("A"), order("B")]));
    assert_ne!(sent[0]["id"], sent[1]["id"]);
    assert_eq!(without_stamps(server.last("orders").await), json!([order("B")]));
}

#[tokio::test]
async fn a_large_batch_is_taken_whole() {
    let server = Server::start().await;
    let numbers: Vec<u64> = (0..50_000).collect();
    let sent = server.send("counts", json!(numbers).to_string()).await;
    assert_eq!((sent.status, sent.json().as_array().map(Vec::len)), (200, Some(50_000)));
    assert_eq!(without_stamps(server.last("counts").await), json!([{ "value": 49_999 }]));
}

#[tokio::test]
async fn a_list_channel_ticks_a_whole_list() {
    let server = Server::start().await;
    let sent = server.send("order-lists", json!([order("A"), order("B")]).to_string()).await;
    assert_eq!(without_stamps(sent.json()), json!([order("A"), order("B")]));
    assert_eq!(server.last("order_lists").await, sent.json());
    // One object is a list of one.
    server.send("order_lists", ORDER).await;
    assert_eq!(without_stamps(server.last("order-lists").await), json!([order("X")]));
}

#[tokio::test]
async fn a_basket_is_seen_whole_or_by_key() {
    let server = Server::start().await;
    assert_eq!(without_stamps(server.send("quotes/B", r#"{"bid":2}"#).await.json()), json!([{ "bid": 2.0 }]));
    assert_eq!(without_stamps(server.last("quotes").await), json!([{ "bid": 2.0 }]));
    let whole = server.send("quotes", r#"{"C":{"bid":3},"A":{"bid":1}}"#).await;
    assert_eq!(without_stamps(whole.json()), json!([{ "bid": 3.0 }, { "bid": 1.0 }]));
    assert_eq!(without_stamps(server.last("quotes").await), json!([{ "bid": 1.0 }, { "bid": 2.0 }, { "bid": 3.0 }]));
    assert_eq!(without_stamps(server.last("quotes/C").await), json!([{ "bid": 3.0 }]));
    assert_eq!(server.send("quotes", "{}").await.text, "[]");
    let key = server.send("quotes/ZZ", r#"{"bid":1}"#).await;
    assert_eq!((key.status, key.json()["detail"][0]["loc"].clone()), (422, json!(["path", "key"])));
    let key = server.send("quotes", r#"{"Q":{"bid":1}}"#).await;
    assert_eq!((key.status, key.json()["detail"][0]["loc"].clone()), (422, json!(["body", "Q", "[key]"])));
}

#[tokio::test]
async fn a_key_may_be_any_text() {
    let server = Server::start().await;
    for key in ["plain", "with/slash", "end/", "ä ö", "a?b#c%"] {
        let encoded = key.bytes().fold(String::new(), |encoded, byte| format!("{encoded}%{byte:02X}"));
        let sent = server.send(&format!("notes/{encoded}"), json!(key).to_string()).await;
        assert_eq!(without_stamps(sent.json()), json!([{ "value": key }]));
        assert_eq!(server.last(&format!("notes/{encoded}")).await, sent.json(), "{key}");
    }
    assert_eq!(without_stamps(server.last("notes/with/slash").await), json!([{ "value": "with/slash" }]));
    server.send("levels", r#"{"10":1.5,"9":{"value":2}}"#).await;
    assert_eq!(without_stamps(server.last("levels").await), json!([{ "value": 2.0 }, { "value": 1.5 }]));
}

#[tokio::test]
async fn numbers_stand_under_value_and_variants_have_a_type() {
    let server = Server::start().await;
    assert_eq!(without_stamps(server.send("counts", "18446744073709551615").await.json()), json!([{ "value": u64::MAX }]));
    assert_eq!(without_stamps(server.send("counts", r#"[1,{"value":2}]"#).await.json()), json!([{ "value": 1 }, { "value": 2 }]));
    let event = json!([{ "type": "Closed", "code": -1 }]);
    assert_eq!(without_stamps(server.send("events", event.to_string()).await.json()), event);
}

/// Sends `body` again and again until `next` has its answer, for nobody can see when it begins to wait.
async fn next_while_sending(server: &Server, path: &str, channel: &str, body: &'static str) -> Answer {
    let path = format!("/api/v1/next/{path}");
    let mut next = std::pin::pin!(server.get(&path));
    loop {
        tokio::select! {
            biased;
            answer = &mut next => return answer,
            sent = server.send(channel, body) => assert_eq!(sent.status, 200, "{}", sent.text),
        }
    }
}

#[tokio::test]
async fn next_answers_the_tick_that_comes() {
    let server = Server::start().await;
    let next = next_while_sending(&server, "orders", "orders", ORDER).await;
    assert_eq!(without_stamps(next.json()), json!([order("X")]));
    let next = next_while_sending(&server, "fills", "orders", ORDER).await;
    assert_eq!(next.json()[0]["order"], order("X"));
    let next = next_while_sending(&server, "order-lists", "order_lists", ORDER).await;
    assert_eq!(without_stamps(next.json()), json!([order("X")]));
}

#[tokio::test]
async fn next_of_a_basket_answers_all_keys_and_of_a_key_that_key_only() {
    let server = Server::start().await;
    server.send("quotes/A", r#"{"bid":1}"#).await;
    let whole = next_while_sending(&server, "quotes", "quotes/B", r#"{"bid":2}"#).await;
    assert_eq!(without_stamps(whole.json()), json!([{ "bid": 1.0 }, { "bid": 2.0 }]));
    let key = next_while_sending(&server, "quotes/C", "quotes", r#"{"A":{"bid":7},"C":{"bid":3}}"#).await;
    assert_eq!(without_stamps(key.json()), json!([{ "bid": 3.0 }]));
}

#[tokio::test]
async fn next_gives_up_after_its_time() {
    let server = Server::with(|settings| settings.next_timeout = Duration::from_millis(20), |_| {}).await;
    let answer = server.get("/api/v1/next/quotes/A").await;
    assert_eq!((answer.status, answer.text.as_str()), (504, r#"{"detail":"No tick of quotes/A within 20ms"}"#));
}

#[tokio::test]
async fn who_leaves_while_waiting_makes_room() {
    let server = Server::with(|settings| settings.max_connections = 2, |_| {}).await;
    for _ in 0..20 {
        // Nothing ticks. Where the service has not seen yet that the one before has left, there is no place to wait.
        while let Ok(refused) = tokio::time::timeout(Duration::from_millis(5), server.get("/api/v1/next/quotes/A")).await {
            assert_eq!(refused.status, 503);
        }
    }
    assert_eq!(server.last("orders").await, json!([]));
}

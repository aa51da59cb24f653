//! The typed client against a server.

#![allow(clippy::float_cmp, reason = "what is sent comes back as it is")]

use std::collections::BTreeMap;

use gateway_rest::client::{AnyClient, Client, ClientError, Endpoint};
use gateway_runtime::prelude::*;
use serde_json::json;

use crate::desk::{Desk, Order, Quote, Side, Venue};
use crate::server::Server;

async fn desk() -> (Server, Client<Desk>) {
    let server = Server::start().await;
    let client = Client::connect(server.base.as_str()).unwrap();
    (server, client)
}

fn order(symbol: &str, price: Option<f64>) -> Order {
    Order { symbol: symbol.to_owned(), side: Side::Buy, quantity: 5, price, source: "test".to_owned() }
}

#[tokio::test]
async fn a_message_goes_in_and_its_ticks_come_out() {
    let (_server, desk) = desk().await;
    assert!(desk.last(Desk::orders).await.unwrap().is_none());
    let accepted = desk.send(Desk::orders, order("A", Some(2.5))).await.unwrap();
    let last = desk.last(Desk::orders).await.unwrap().unwrap();
    assert_eq!((last.id(), last.time()), (accepted.id(), accepted.time()));
    assert_eq!((last.value().symbol.as_str(), last.value().price), ("A", Some(2.5)));
    let fill: Tick<_> = desk.last(Desk::fills).await.unwrap().unwrap();
    assert!(fill.id() > accepted.id() && fill.value().price == 2.5);
}

#[tokio::test]
async fn messages_in_one_call_tick_one_after_the_other() {
    let (_server, desk) = desk().await;
    let accepted = desk.send_all(Desk::counts, [1, 2, 3]).await.unwrap();
    assert_eq!(accepted.iter().map(|tick| *tick.value()).collect::<Vec<u64>>(), [1, 2, 3]);
    assert_eq!(*desk.last(Desk::counts).await.unwrap().unwrap().value(), 3);
    assert!(desk.send_all(Desk::counts, []).await.unwrap().is_empty());
    desk.send_all((Desk::levels, 7), [0.5, 1.5]).await.unwrap();
    assert_eq!(*desk.last((Desk::levels, 7)).await.unwrap().unwrap().value(), 1.5);
}

#[tokio::test]
async fn a_list_is_one_tick() {
    let (_server, desk) = desk().await;
    assert!(desk.last(Desk::order_lists).await.unwrap().is_none());
    desk.send(Desk::order_lists, vec![order("A", None), order("B", None)]).await.unwrap();
    let last = desk.last(Desk::order_lists).await.unwrap().unwrap();
    assert_eq!(last.value().iter().map(|order| order.symbol.as_str()).collect::<Vec<_>>(), ["A", "B"]);
}

#[tokio::test]
async fn a_basket_has_its_keys() {
    let (_server, desk) = desk().await;
    assert!(desk.last(Desk::quotes).await.unwrap().is_empty());
    desk.send((Desk::quotes, Venue::B), Quote { bid: 2.0 }).await.unwrap();
    let notes = BTreeMap::from([("a/b".to_owned(), "x".to_owned()), ("\"'".to_owned(), "y".to_owned())]);
    let accepted = desk.send(Desk::notes, notes.clone()).await.unwrap();
    assert_eq!(accepted["a/b"].value(), "x");
    let last = desk.last(Desk::notes).await.unwrap();
    assert_eq!(last.into_iter().map(|(key, tick)| (key, tick.into_value())).collect::<BTreeMap<_, _>>(), notes);
    assert_eq!(desk.last((Desk::notes, "\"'".to_owned())).await.unwrap().unwrap().value(), "y");
    assert_eq!(desk.last(Desk::quotes).await.unwrap()[&Venue::B].value().bid, 2.0);
    assert!(desk.last((Desk::quotes, Venue::C)).await.unwrap().is_none());
}

#[tokio::test]
async fn the_next_tick_is_waited_for() {
    let (server, desk) = desk().await;
    let (waiting, quotes) = (desk.clone(), desk.clone());
    let waiting = tokio::spawn(async move { waiting.next((Desk::levels, 1)).await });
    let quotes = tokio::spawn(async move { quotes.next(Desk::quotes).await });
    // Who waits is not known from outside, so ticks go on until both have theirs.
    while !waiting.is_finished() || !quotes.is_finished() {
        desk.send((Desk::levels, 1), 9.5).await.unwrap();
        desk.send((Desk::quotes, Venue::A), Quote { bid: 4.0 }).await.unwrap();
    }
    assert_eq!(*waiting.await.unwrap().unwrap().value(), 9.5);
    assert_eq!(quotes.await.unwrap().unwrap()[&Venue::A].value().bid, 4.0);
    drop(server);
}

#[tokio::test]
async fn keys_stand_in_the_answer_if_the_query_asks() {
    let server = Server::start().await;
    server.send("quotes", r#"{"A":{"bid":1},"C":{"bid":3}}"#).await;
    let answer = server.get("/api/v1/last/quotes?keys=true").await.json();
    assert_eq!(answer.as_object().unwrap().keys().collect::<Vec<_>>(), ["A", "C"]);
    assert_eq!(answer["C"]["bid"], 3.0);
    assert!(server.get("/api/v1/last/quotes/A?keys=true").await.json().is_array());
    assert!(server.get("/api/v1/last/quotes?keys=false").await.json().is_array());
    assert_eq!(server.get("/api/v1/last/notes?keys=true").await.text, "{}");
}

#[tokio::test]
async fn what_is_refused_tells_why() {
    let (_server, desk) = desk().await;
    let wrong = Order { quantity: 0, symbol: String::new(), ..order("A", None) };
    let error = desk.send_all(Desk::orders, [order("A", None), wrong]).await.unwrap_err();
    let lines = "422 Unprocessable Entity\n  [1].symbol: String should have at least 1 characters; it is \"\"\n  [1].quantity: Input should be greater than or equal to 1; it is 0";
    assert_eq!(error.to_string(), lines);
    assert_eq!(error.status(), Some(422));
    let error = desk.send(Desk::never_ticks, order("A", None)).await.unwrap_err();
    assert_eq!(error.to_string(), "404 Not Found: Channel not found: never_ticks");
    assert_eq!(desk.any().last("nothing").await.unwrap_err().to_string(), "404 Not Found");
}

/// A channel set that is not the gateway's.
#[channels]
pub struct Other {
    #[channel(send)]
    pub orders: Channel<f64>,
}

#[tokio::test]
async fn what_does_not_fit_the_types_is_told() {
    let (_server, desk) = desk().await;
    desk.send(Desk::orders, order("A", None)).await.unwrap();
    let other = Client::<Other>::from(desk.any().clone());
    let error = other.last(Other::orders).await.unwrap_err().to_string();
    assert!(error.starts_with("the answer is not what was asked for: orders: "), "{error}");
}

#[tokio::test]
async fn nobody_there_and_nobody_who_answers_are_told_apart() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = AnyClient::connect(free.to_string()).unwrap().last("orders").await.unwrap_err();
    assert!(matches!(&error, ClientError::Unreachable(text) if text.starts_with("no connection: ")), "{error}");
    let mute = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = Endpoint::new(mute.local_addr().unwrap().to_string()).timeout(Duration::from_millis(20));
    let error = AnyClient::connect(endpoint).unwrap().last("orders").await.unwrap_err();
    assert_eq!(error, ClientError::TimedOut(Duration::from_millis(20)));
}

#[tokio::test]
async fn without_types_everything_is_json() {
    let (server, desk) = desk().await;
    let any = desk.any();
    any.send("quotes/A", &json!({ "bid": 1 })).await.unwrap();
    assert_eq!(any.last("quotes").await.unwrap()[0]["bid"], 1.0);
    assert_eq!(any.last_by_key("quotes").await.unwrap()["A"]["bid"], 1.0);
    assert!(any.names("last").await.unwrap().contains(&"orders".to_owned()));
    assert_eq!(any.openapi().await.unwrap()["openapi"], "3.1.0");
    drop(server);
}

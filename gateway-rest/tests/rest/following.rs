//! Subscriptions of the client, over a connection that a test can cut.

#![allow(clippy::float_cmp, reason = "what is sent comes back as it is")]

use std::sync::Arc;

use gateway_rest::client::{AnyClient, Client, ClientError, Event, Gap, Ticks, blocking};
use gateway_runtime::futures::StreamExt;
use gateway_runtime::prelude::*;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::desk::{Desk, Quote, Venue};
use crate::server::Server;

/// Hands connections on to a server, as long as it is up.
struct Line {
    address: String,
    up: Arc<watch::Sender<bool>>,
}

impl Line {
    async fn to(server: &Server) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, target) = (listener.local_addr().unwrap().to_string(), server.base.trim_start_matches("http://").to_owned());
        let up = Arc::new(watch::Sender::new(true));
        let mut state = up.subscribe();
        tokio::spawn(async move {
            loop {
                state.wait_for(|up| *up).await.unwrap();
                let mut connections = JoinSet::new();
                loop {
                    tokio::select! {
                        _ = state.wait_for(|up| !*up) => break,
                        Ok((mut near, _)) = listener.accept() => {
                            let target = target.clone();
                            connections.spawn(async move {
                                let mut far = TcpStream::connect(target).await.unwrap();
                                let _ = copy_bidirectional(&mut near, &mut far).await;
                            });
                        }
                    }
                }
                connections.shutdown().await;
            }
        });
        Self { address, up }
    }

    fn cut(&self) {
        self.up.send_replace(false);
    }

    fn mend(&self) {
        self.up.send_replace(true);
    }
}

/// A server, a client beside the line, and one behind it.
async fn desk() -> (Server, Line, Client<Desk>, Client<Desk>) {
    let server = Server::start().await;
    let line = Line::to(&server).await;
    let (near, far) = (Client::connect(server.base.as_str()).unwrap(), Client::connect(line.address.as_str()).unwrap());
    (server, line, near, far)
}

async fn next<P: gateway_runtime::channel::Payload>(ticks: &mut Ticks<P>) -> Event<P> {
    let event = tokio::time::timeout(Duration::from_secs(30), ticks.next()).await.expect("an event").unwrap().unwrap();
    match event {
        Event::Tick(tick) => Event::Tick(tick.into_value()),
        Event::Gap(gap) => Event::Gap(gap),
        Event::Interrupted(error) => Event::Interrupted(error),
    }
}

#[tokio::test]
async fn ticks_come_one_by_one() {
    let (_server, _line, near, far) = desk().await;
    near.send(Desk::counts, 1).await.unwrap();
    let mut later = far.subscribe(Desk::counts).await.unwrap();
    let mut from_last = far.subscribe(Desk::counts).from_last().await.unwrap();
    let mut of_key = far.subscribe((Desk::quotes, Venue::B)).await.unwrap();
    let mut of_all = far.subscribe(Desk::quotes).await.unwrap();
    near.send_all(Desk::counts, [2, 3]).await.unwrap();
    assert_eq!(next(&mut from_last).await, Event::Tick(1));
    for count in [2, 3] {
        assert_eq!(next(&mut later).await, Event::Tick(count));
        assert_eq!(next(&mut from_last).await, Event::Tick(count));
    }
    near.send(Desk::quotes, [(Venue::A, Quote { bid: 1.0 }), (Venue::B, Quote { bid: 2.0 })].into()).await.unwrap();
    let Some(Ok(Event::Tick(tick))) = of_key.next().await else { panic!() };
    assert_eq!(tick.value().bid, 2.0);
    for venue in [Venue::A, Venue::B] {
        let Some(Ok(Event::Tick(tick))) = of_all.next().await else { panic!() };
        assert_eq!(tick.value().key, venue);
    }
}

#[tokio::test]
async fn a_lost_connection_is_made_again_and_what_was_lost_is_said() {
    let (_server, line, near, far) = desk().await;
    let mut counts = far.subscribe(Desk::counts).await.unwrap();
    near.send(Desk::counts, 1).await.unwrap();
    assert_eq!(next(&mut counts).await, Event::Tick(1));
    // Nothing ticks meanwhile: nothing is lost.
    line.cut();
    assert!(matches!(next(&mut counts).await, Event::Interrupted(ClientError::Unreachable(_))));
    line.mend();
    let quiet = tokio::time::timeout(Duration::from_millis(500), counts.next()).await;
    assert!(quiet.is_err(), "{quiet:?}");
    near.send(Desk::counts, 2).await.unwrap();
    assert_eq!(next(&mut counts).await, Event::Tick(2));
    // Here two ticks come, of which the last is still known.
    line.cut();
    assert!(matches!(next(&mut counts).await, Event::Interrupted(_)));
    near.send_all(Desk::counts, [3, 4]).await.unwrap();
    line.mend();
    assert_eq!(next(&mut counts).await, Event::Gap(Gap { channel: "counts".to_owned(), key: None, missed: None }));
    assert_eq!(next(&mut counts).await, Event::Tick(4));
    near.send(Desk::counts, 5).await.unwrap();
    assert_eq!(next(&mut counts).await, Event::Tick(5));
}

#[tokio::test]
async fn keys_are_caught_up_one_by_one() {
    let (_server, line, near, far) = desk().await;
    let mut levels = far.subscribe(Desk::levels).await.unwrap();
    near.send(Desk::levels, [(1, 1.0), (2, 2.0)].into()).await.unwrap();
    for level in [(1, 1.0), (2, 2.0)] {
        assert_eq!(next(&mut levels).await, Event::Tick(Keyed::new(level.0, level.1)));
    }
    line.cut();
    assert!(matches!(next(&mut levels).await, Event::Interrupted(_)));
    near.send(Desk::levels, [(2, 2.5), (3, 3.0)].into()).await.unwrap();
    line.mend();
    let mut caught_up = Vec::new();
    for _ in 0..4 {
        caught_up.push(next(&mut levels).await);
    }
    let gap = |key: &str| Event::Gap(Gap { channel: "levels".to_owned(), key: Some(key.to_owned()), missed: None });
    assert_eq!(caught_up, [gap("2"), Event::Tick(Keyed::new(2, 2.5)), gap("3"), Event::Tick(Keyed::new(3, 3.0))]);
}

#[tokio::test]
async fn where_there_is_a_history_nothing_is_lost() {
    let (_server, line, near, far) = desk().await;
    let mut all = far.subscribe(Desk::remembered).await.unwrap();
    let mut one = far.subscribe((Desk::remembered, "a".to_owned())).await.unwrap();
    let (a, b) = (|| (Desk::remembered, "a".to_owned()), || (Desk::remembered, "b".to_owned()));
    let tick = |key: &str, value: u64| Event::Tick(Keyed::new(key.to_owned(), value));
    near.send(a(), 1).await.unwrap();
    assert_eq!(next(&mut all).await, tick("a", 1));
    assert_eq!(next(&mut one).await, Event::Tick(1));
    line.cut();
    assert!(matches!(next(&mut all).await, Event::Interrupted(_)));
    assert!(matches!(next(&mut one).await, Event::Interrupted(_)));
    near.send_all(a(), [2, 3]).await.unwrap();
    near.send(b(), 4).await.unwrap();
    near.send(a(), 5).await.unwrap();
    line.mend();
    for (key, value) in [("a", 2), ("a", 3), ("b", 4), ("a", 5)] {
        assert_eq!(next(&mut all).await, tick(key, value));
    }
    for value in [2, 3, 5] {
        assert_eq!(next(&mut one).await, Event::Tick(value));
    }
    // More than is remembered.
    line.cut();
    assert!(matches!(next(&mut all).await, Event::Interrupted(_)));
    near.send_all(a(), 10..20).await.unwrap();
    line.mend();
    let gap = Gap { channel: "remembered".to_owned(), key: Some("a".to_owned()), missed: None };
    assert_eq!([next(&mut all).await, next(&mut all).await], [Event::Gap(gap), tick("a", 19)]);
    near.send(b(), 20).await.unwrap();
    assert_eq!(next(&mut all).await, tick("b", 20));
}

#[tokio::test]
async fn the_history_is_told_whole_or_from_a_tick_on() {
    let (_server, _line, near, _far) = desk().await;
    let first = near.send((Desk::remembered, "a".to_owned()), 1).await.unwrap().id().unwrap().to_string();
    near.send((Desk::remembered, "b".to_owned()), 2).await.unwrap();
    let told = |ticks: Vec<gateway_rest::client::Update>| {
        ticks.into_iter().map(|tick| (tick.key.unwrap(), tick.data[0]["value"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(told(near.any().history("remembered", None).await.unwrap()), [("a".to_owned(), 1.into()), ("b".to_owned(), 2.into())]);
    assert_eq!(told(near.any().history("remembered", Some(&first)).await.unwrap()), [("b".to_owned(), 2.into())]);
    assert_eq!(near.any().history("remembered", Some("unknown")).await.unwrap_err().status(), Some(404));
    assert_eq!(near.any().history("orders", None).await.unwrap_err().status(), Some(404));
    assert_eq!(near.any().names("history").await.unwrap(), ["remembered"]);
}

#[tokio::test]
async fn what_is_no_channel_is_refused_at_once() {
    let (server, line, _near, far) = desk().await;
    let error = far.any().subscribe(["nothing"]).await.unwrap_err();
    assert_eq!(error.status(), Some(404), "{error}");
    drop(server);
    line.cut();
    assert!(AnyClient::connect("127.0.0.1:1").unwrap().subscribe(["counts"]).await.unwrap_err().is_passing());
}

#[test]
fn the_blocking_form_needs_no_runtime() {
    let (server_runtime, base) = {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let server = runtime.block_on(Server::start());
        let base = server.base.clone();
        ((runtime, server), base)
    };
    let desk = blocking::Client::<Desk>::connect(base.as_str()).unwrap();
    let mut counts = desk.subscribe(Desk::counts).unwrap();
    desk.send_all(Desk::counts, [1, 2]).unwrap();
    assert_eq!(*desk.last(Desk::counts).unwrap().unwrap().value(), 2);
    let ticked: Vec<u64> = counts.by_ref().take(2).map(|event| event.unwrap().tick().unwrap().into_value()).collect();
    assert_eq!(ticked, [1, 2]);
    assert_eq!(desk.wait(desk.any().heartbeat()).unwrap()["status"], "ok");
    drop(server_runtime);
}

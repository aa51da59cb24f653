//! What reads bytes from outside, with random inputs: a part of what the fuzz targets in `fuzz` do, in a few seconds.

#![allow(missing_docs, missing_debug_implementations, unreachable_pub, reason = "nobody uses this gateway as a library")]

include!("subject.rs");

use gateway_rest::fuzz::Service;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// Tries `cases` inputs, one after the other, against one service.
fn try_all<T: std::fmt::Debug>(cases: u32, inputs: impl Strategy<Value = T>, input: &impl AsyncFn(&Service, T)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let live = runtime.block_on(Live::start(App::from_settings([]).unwrap(), LiveOptions::default())).unwrap();
    let service = Service::new(live.handle().clone());
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let ran = runner.run(&inputs, |value| {
        runtime.block_on(input(&service, value));
        Ok(())
    });
    if let Err(error) = ran {
        panic!("{error}");
    }
    runtime.block_on(live.stop()).unwrap();
}

/// A good text with some letters changed.
fn changed(good: &'static str) -> impl Strategy<Value = String> {
    let letter = prop_oneof![Just('"'), Just('{'), Just('['), Just(']'), Just('}'), Just(','), Just(':'), Just('\\'), any::<char>()];
    let change = (any::<prop::sample::Index>(), 0..3_u8, letter);
    prop::collection::vec(change, 0..6).prop_map(move |changes| {
        let mut letters: Vec<char> = good.chars().collect();
        for (place, how, letter) in changes {
            let place = place.index(letters.len());
            match how {
                0 => letters[place] = letter,
                1 => letters.insert(place, letter),
                _ if letters.len() > 1 => drop(letters.remove(place)),
                _ => {}
            }
        }
        letters.into_iter().collect()
    })
}

const BODY: &str = r#"{"A":[{"symbol":"x","quantity":1,"price":1.5,"legs":[{"ratio":-1}],"due":"2026-11-20T14:30:00Z","id":"7"}]}"#;
const QUERY: &str =
    r#"{"filters":[{"attr":"price","by":{"value":1.5,"when":null,"attr":"","where":">="}}],"order":["-symbol"],"limit":3,"fields":["id"]}"#;
const FRAME: &str =
    r#"{"action":"subscribe","request":7,"subscriptions":[{"channel":"quotes","key":"A"}],"policy":"sample","interval_ms":5}"#;

#[test]
fn any_body_is_taken_or_refused() {
    let bodies = prop_oneof![prop::collection::vec(any::<u8>(), 0..200), changed(BODY).prop_map(String::into_bytes)];
    try_all(400, bodies, &async |service, body| {
        for channel in CHANNELS {
            service.body(channel, &body).await;
        }
    });
}

#[test]
fn any_query_is_answered_or_refused() {
    let queries = prop_oneof![any::<String>(), changed(QUERY), changed("limit=3&order=-symbol&fields=price,id&offset=1")];
    try_all(400, queries, &async |service, query| service.query(STATE, &query).await);
}

#[test]
fn any_frame_is_understood_or_refused() {
    let send = r#"{"action":"send","channel":"orders","data":{"symbol":"x","quantity":1},"request":"r"}"#;
    let frames = prop_oneof![any::<String>(), changed(FRAME), changed(send)];
    try_all(600, frames, &async |service, frame| service.frame(&frame).await);
}

#[test]
fn any_address_is_found_or_not() {
    let addresses = prop_oneof![any::<String>(), changed("quotes/A"), changed("notes/%41%2F%00/b"), "[a-z/%0-9A-F.~-]{0,40}"];
    try_all(400, addresses, &async |service, address| service.address(&address).await);
}

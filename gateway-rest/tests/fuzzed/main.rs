//! What reads bytes from outside, with random inputs: a part of what the fuzz targets in `fuzz` do, in a few seconds.

#![allow(missing_docs, missing_debug_implementations, unreachable_pub, reason = "nobody uses this gateway as a library")]

include!("subject.rs");

use gateway_rest::fuzz::Service;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// Tries `cases` inputs, one after the other, against one service.
fn try_all<T: std::fmt::Debug>(cases: u32, inputs: impl Strategy<Value = T>, input: &impl AsyncFn(&Service, T)) {
    try_against(Service::new, cases, inputs, input);
}

fn try_against<T: std::fmt::Debug>(
    service: fn(gateway_runtime::Handle) -> Service,
    cases: u32,
    inputs: impl Strategy<Value = T>,
    input: &impl AsyncFn(&Service, T),
) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let live = runtime.block_on(Live::start(App::from_settings([]).unwrap(), LiveOptions::default())).unwrap();
    let service = service(live.handle().clone());
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
const STAGED: &str = r#"{"symbol":"x","quantity":1,"id":"7"}"#;
const ARGUMENTS: &str = r#"{"name":"x","limit":3,"legs":[{"ratio":1}],"due":"1s"}"#;
const STATEMENT: &str = r#"{"sql":"select ?","params":[1,null,{"a":[]}],"limit":10}"#;
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

#[test]
fn any_other_body_is_taken_or_refused() {
    let bodies = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..200),
        prop_oneof![changed(STAGED), changed(ARGUMENTS), changed(STATEMENT)].prop_map(String::into_bytes)
    ];
    try_all(400, bodies, &async |service, body| {
        for place in POSTED {
            service.posted(place, &body).await;
        }
    });
}

const LET_IN: &str = "GET /desk/api/v1/last/orders?token=a-key-that-everybody-knows&keys=true\nauthorization: Bearer a-key-that-everybody-knows\n\
    x-forwarded-for: 9.9.9.9, 10.0.0.7\nx-forwarded-proto: https\ncookie: a=b; token=c\nif-none-match: \"x\"\naccept: text/csv;q=0.5, */*\n\
    origin: https://desk.example\nsec-fetch-site: cross-site\naccept-encoding: gzip;q=0, br\n\n{\"symbol\":\"x\",\"quantity\":1}";
const FOLLOWED: &str = "GET /api/v1/stream/orders?policy=sample&interval_ms=5&snapshot=true&when_full=conflate\ntoken: a-key-that-everybody-knows\n\
    last-event-id: 7\naccept: application/x-ndjson\n";

#[test]
fn any_request_is_answered() {
    let requests = prop_oneof![any::<String>(), changed(LET_IN), changed(FOLLOWED)];
    try_against(Service::guarded, 400, requests, &async |service, request| service.request(request.as_bytes()).await);
}

const HANDSHAKE: &str = "GET /api/v1/stream HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
    sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\nsec-websocket-protocol: gateway.v1\r\n\r\n";
const BODY_IN_PIECES: &str = "POST /api/v1/send/orders HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n\
    5\r\n{\"sym\r\n3\r\nbol\r\n0\r\n\r\n";

/// A text in one frame, as a client sends it.
fn framed(text: &str) -> Vec<u8> {
    let length = u16::try_from(text.len()).unwrap().to_be_bytes();
    [&[0x81, 0xfe, length[0], length[1], 0, 0, 0, 0], text.as_bytes()].concat()
}

#[test]
fn any_connection_has_an_end() {
    let frames = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..80),
        changed(FRAME).prop_map(|text| framed(&text)),
        (0..16_u8, any::<bool>(), prop::collection::vec(any::<u8>(), 0..100)).prop_map(|(kind, last, payload)| {
            let length = u8::try_from(payload.len()).unwrap();
            [&[u8::from(last) << 7 | kind, 0x80 | length, 0, 0, 0, 0], &payload[..]].concat()
        }),
    ];
    let frames = prop::collection::vec(frames, 0..6).prop_map(|frames| [HANDSHAKE.as_bytes(), &frames.concat()].concat());
    let heads = prop_oneof![changed(HANDSHAKE), changed(BODY_IN_PIECES)].prop_map(String::into_bytes);
    try_all(300, prop_oneof![3 => frames, 1 => heads], &async |service, bytes| service.connection(&bytes).await);
}

const SAID: &str = r#"{"type":"snapshot","subscription":1,"channel":"quotes","key":"A","data":[{"id":"1","timestamp":"x","value":1}]}
{"type":"pong","request":"ready","time":"x"}
{"type":"tick","subscription":1,"seq":3,"dropped":2,"channel":"orders","data":[{"id":"2"}]}
{"type":"error","request":"subscribe","status":404,"detail":[{"type":"x","loc":["body",1],"msg":"m"}]}
{"channel":"heartbeat","data":"PING"}"#;

#[test]
fn anything_said_to_a_client_is_understood_or_an_error() {
    try_all(400, prop_oneof![any::<String>(), changed(SAID)], &async |service, said| service.said(&said).await);
}

//! Whatever is sent, there is an answer, and the engine goes on.

use proptest::prelude::*;
use tokio::runtime::Runtime;

use crate::server::Server;

/// Pieces of JSON in any order: nearer to what a parser takes than plain bytes are.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\"symbol\":",
            "\"quantity\":",
            "\"side\":\"Buy\"",
            "\"id\":",
            "\"timestamp\":",
            "\"value\":",
            "null",
            "true",
            "1",
            "-1",
            "1e308",
            "1e999",
            "18446744073709551616",
            "\"\\ud800\"",
            "\"A\":",
            "\"X\"",
            " ",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 0..4),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

#[test]
fn any_bytes_get_an_answer() {
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(Server::start());
    let channels =
        prop::sample::select(vec!["orders", "order_lists", "quotes", "quotes/A", "notes", "notes/x", "counts", "events", "example"]);
    let bodies = prop_oneof![prop::collection::vec(any::<u8>(), 0..200), pieces()];
    proptest!(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() }, |(channel in channels, body in bodies)| {
        let answer = runtime.block_on(server.send(channel, body));
        prop_assert!([200, 422].contains(&answer.status), "{}: {}", answer.status, answer.text);
        let parsed: Result<serde_json::Value, _> = serde_json::from_str(&answer.text);
        prop_assert!(parsed.is_ok(), "{}", answer.text);
    });
    let counted = runtime.block_on(server.send("counts", "42"));
    assert_eq!(runtime.block_on(server.last("counts")), counted.json());
}

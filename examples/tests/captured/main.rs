//! What csp-gateway 3.0.0 answered, held against what the demo answers to the same requests.
//!
//! `captured.jsonl` has the facts of each request and answer, one in a line, in the order in which they were asked. Where
//! the demo differs, `docs/compatibility.md` says so under "Captured answers", with the reason: the test fails if that list
//! has too few rows, too many, or says something else than what happens.

#![allow(unreachable_pub, reason = "the modules of one test program share what is public in them")]

mod case;
mod facts;
mod http;
mod listed;
#[path = "../python/running.rs"]
mod running;

use std::fmt::Write;

use case::{Case, Known};
use facts::facts;
use http::Request;
use listed::Difference;
use running::Demo;

#[test]
fn the_demo_answers_as_csp_gateway_does_but_for_what_is_listed() {
    // The counts come soon, since some cases ask for the first few.
    let demo = Demo::start(&["--set", "counter.interval=100ms"]);
    let port = demo.port();
    wait_for_rows(&port);
    let mut known = Known::default();
    let mut found = Vec::new();
    for case in Case::all() {
        let answer = http::ask(&port, &case.request(&known));
        known.keep(&case.name, &answer);
        let (theirs, ours) = (facts(&case.answer()), facts(&answer));
        if theirs != ours {
            found.push(Difference { case: case.name, theirs, ours });
        }
    }
    let listed = listed::differences(include_str!("../../../docs/compatibility.md"));
    let mut faults = String::new();
    for difference in found.iter().filter(|difference| !listed.contains(difference)) {
        writeln!(faults, "not listed: {difference}").unwrap();
    }
    for difference in listed.iter().filter(|difference| !found.contains(difference)) {
        writeln!(faults, "listed, but not so: {difference}").unwrap();
    }
    assert!(faults.is_empty(), "docs/compatibility.md, \"Captured answers\":\n{faults}");
}

/// Waits until there are as many rows as the cases ask for: each tick is one.
fn wait_for_rows(port: &str) {
    let get = |verb: &str| {
        let target = format!("/api/v1/{verb}/example_with_state");
        http::ask(port, &Request { method: "GET".to_owned(), target, ..Request::default() })
    };
    let rows = || get("state").json.and_then(|json| json.as_array().map(Vec::len));
    while rows().is_none_or(|rows| rows <= 5) {
        assert_eq!(get("next").status, 200, "the counts do not come");
    }
}

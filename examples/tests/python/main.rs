//! The demo, seen by Python: csp-gateway's own client, a reader of Arrow, and tools that hold the service against its
//! `OpenAPI` document.
//!
//! The first run makes a Python environment in the target folder, for which it fetches packages. Where that cannot be
//! (no Python, no network) the tests say so and are skipped, or fail if `GATEWAY_REQUIRE_PYTHON` is 1.

#![allow(unreachable_pub, reason = "the modules of one test program share what is public in them")]

mod environment;
mod running;

use environment::Environment;
use running::Demo;

#[test]
fn the_client_of_csp_gateway_works_unmodified() {
    let Some(python) = Environment::ready() else { return };
    let demo = Demo::start(&[]);
    python.run("client.py", &[&demo.port()]);
}

#[test]
fn the_client_makes_structs_of_a_module_that_the_gateway_prints() {
    let Some(python) = Environment::ready() else { return };
    python.add_module("demo_types", &Demo::say(&["python-types"]));
    let demo = Demo::start(&["--set", "rest.python_module=demo_types"]);
    python.run("client.py", &[&demo.port(), "--python-module=demo_types", "--only=last_as_structs", "--shutdown"]);
}

#[test]
fn another_reader_reads_what_is_arrow() {
    let Some(python) = Environment::ready() else { return };
    let demo = Demo::start(&["--set", "counter.interval=20ms"]);
    python.run("arrow.py", &[&demo.port()]);
}

#[test]
fn the_document_is_valid_and_the_service_keeps_to_it() {
    let Some(python) = Environment::ready() else { return };
    // Ticks come often, so that `next` has its answer soon.
    let demo = Demo::start(&["--set", "counter.interval=20ms", "--set", "rest.next_timeout=1s"]);
    python.run("document.py", &[&demo.port()]);
}

//! The gateway whose parsers are fuzzed, and how a target runs it.

#![allow(missing_docs)]

include!("../../tests/fuzzed/subject.rs");

use std::cell::OnceCell;

use gateway_rest::fuzz::Service;
use gateway_runtime::{Handle, Live, LiveOptions};
use tokio::runtime::{Builder, Runtime};

/// The service, and what keeps it alive.
struct Running {
    runtime: Runtime,
    _live: Live<App>,
    service: Service,
}

thread_local! {
    static RUNNING: OnceCell<Running> = const { OnceCell::new() };
}

/// Runs one input against the service, which is made with the first one.
pub fn run(input: impl AsyncFnOnce(&Service)) {
    run_with(Service::new, input);
}

/// The same with the service that asks for a key.
pub fn run_guarded(input: impl AsyncFnOnce(&Service)) {
    run_with(Service::guarded, input);
}

fn run_with(service: fn(Handle) -> Service, input: impl AsyncFnOnce(&Service)) {
    RUNNING.with(|running| {
        let running = running.get_or_init(|| {
            let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
            let app = App::from_settings([]).expect("an app");
            let live = runtime.block_on(Live::start(app, LiveOptions::default())).expect("an engine");
            let service = service(live.handle().clone());
            Running { runtime, _live: live, service }
        });
        running.runtime.block_on(input(&running.service));
    });
}

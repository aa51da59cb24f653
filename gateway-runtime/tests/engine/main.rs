//! The engine, through what users have: the macros, `Simulation` and `Live`. What is pinned here is written down in
//! `docs/semantics.md`.

#![allow(unreachable_pub, missing_debug_implementations, dead_code, reason = "the declared items are as they are in an application")]
#![allow(
    clippy::ptr_arg,
    clippy::wrong_self_convention,
    clippy::similar_names,
    clippy::assertions_on_constants,
    clippy::manual_is_multiple_of,
    clippy::maybe_infinite_iter,
    clippy::duration_suboptimal_units,
    clippy::single_match_else,
    reason = "nodes are named and typed for what they test"
)]

mod alarms;
mod baskets;
mod bursts;
mod calendar;
mod checks;
mod commands;
mod connect;
mod determinism;
mod disabled;
mod dynamic;
mod encodings;
mod endless;
mod errors;
mod failures;
mod feedback;
mod groups;
mod hooks;
mod ids;
mod inputs;
mod known_keys;
mod large;
mod live;
mod lives;
mod merges;
mod model;
mod offload;
mod per_key;
mod queries;
mod restarts;
mod returns;
mod schemas;
mod semantics;
mod settings;
mod single_keys;
mod sources;
mod staging;
mod state;
mod states;
mod straight;
mod supervision;
mod testing;
mod timers;
mod triggers;
mod written;

use gateway_runtime::channel::Payload;
use gateway_runtime::engine::Collected;
use gateway_runtime::prelude::*;

/// A point in time, in whole seconds.
fn at(seconds: i64) -> Timestamp {
    Timestamp::from_secs(seconds)
}

/// The seconds of a point in time.
fn seconds(time: Timestamp) -> i64 {
    time.as_nanos() / 1_000_000_000
}

/// The values of what was collected.
fn values<P: Payload>(ticks: Collected<P>) -> Vec<P> {
    ticks.take().into_iter().map(Tick::into_value).collect()
}

/// What was collected, each value with the second of its tick.
fn timed<P: Payload>(ticks: Collected<P>) -> Vec<(i64, P)> {
    ticks.take().into_iter().map(|tick| (seconds(tick.time().unwrap()), tick.into_value())).collect()
}

/// The number in a name such as `a017`.
fn number(name: &str) -> u64 {
    name.get(1..).and_then(|digits| digits.parse().ok()).unwrap_or_default()
}

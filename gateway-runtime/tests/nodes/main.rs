//! The standard nodes, connected in gateways and held against naive models on random inputs.

#![allow(unreachable_pub, missing_debug_implementations, dead_code, reason = "the declared items are as they are in an application")]
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    clippy::similar_names,
    reason = "the numbers are small, and many"
)]

mod inputs;
mod lists;
mod sequence;
mod statistics;
mod timing;
mod windows;

use gateway_runtime::channel::Payload;
use gateway_runtime::engine::Collected;
use gateway_runtime::prelude::*;
use proptest::prelude::*;

/// What happens in one cycle: bursts, so that nodes see more than one tick.
#[message]
#[derive(Default)]
pub struct Step {
    numbers: Vec<i64>,
    others: Vec<i64>,
    prices: Vec<f64>,
    flag: Option<bool>,
}

/// A step and the millisecond at which it happens.
type Script = Vec<(i64, Step)>;

/// Scripts in the order of time, some steps at equal times.
fn scripts() -> impl Strategy<Value = Script> {
    let numbers = || prop::collection::vec(0..6_i64, 0..4);
    let price = prop_oneof![
        8 => (-1000..1000_i32).prop_map(|cents| f64::from(cents) / 100.0),
        1 => Just(f64::NAN),
        1 => prop_oneof![Just(f64::INFINITY), Just(1e9)],
    ];
    let step = (numbers(), numbers(), prop::collection::vec(price, 0..4), prop::option::weighted(0.4, any::<bool>()));
    let step = step.prop_map(|(numbers, others, prices, flag)| Step { numbers, others, prices, flag });
    prop::collection::vec((0..8_i64, step), 0..25).prop_map(|steps| {
        let mut now = 0;
        let later = |(pause, step)| {
            now += pause;
            (now, step)
        };
        steps.into_iter().map(later).collect()
    })
}

fn at(millis: i64) -> Timestamp {
    Timestamp::from_nanos(millis * 1_000_000)
}

fn millis(count: i64) -> Duration {
    Duration::from_millis(count.unsigned_abs())
}

/// The values of what was collected.
fn values<P: Payload>(ticks: Collected<P>) -> Vec<P> {
    ticks.take().into_iter().map(Tick::into_value).collect()
}

/// What was collected, each value with the millisecond of its tick.
fn timed<P: Payload>(ticks: Collected<P>) -> Vec<(i64, P)> {
    ticks.take().into_iter().map(|tick| (tick.time().unwrap().as_nanos() / 1_000_000, tick.into_value())).collect()
}

/// All values of a script, each with its time.
fn flat<'a, T: Copy + 'a>(script: &'a Script, part: impl Fn(&'a Step) -> &'a Vec<T>) -> Vec<(i64, T)> {
    script.iter().flat_map(|(time, step)| part(step).iter().map(|value| (*time, *value))).collect()
}

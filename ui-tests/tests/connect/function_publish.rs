//! Channels on a function.

use gateway_runtime::prelude::*;

#[node(publish(fast))]
pub fn double(value: &f64) -> f64 {
    2.0 * value
}

fn main() {}

//! A function requires a tick of two inputs.

use gateway_runtime::prelude::*;

#[node]
pub fn sum(one: &f64, other: &f64) -> f64 {
    one + other
}

fn main() {}

//! A function with a lifetime.

use gateway_runtime::prelude::*;

#[node]
pub fn double<'a>(value: &'a f64) -> f64 {
    2.0 * value
}

fn main() {}

//! A parameter by value that is not marked.

use gateway_runtime::prelude::*;

#[node]
pub fn scale(value: &f64, factor: f64) -> f64 {
    factor * value
}

fn main() {}

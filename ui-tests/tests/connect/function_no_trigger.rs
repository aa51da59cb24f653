//! A function that nothing makes run.

use gateway_runtime::prelude::*;

#[node]
pub fn newest(value: Latest<f64>) -> Option<f64> {
    value.copied()
}

fn main() {}

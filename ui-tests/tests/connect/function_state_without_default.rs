//! State that has no default.

use gateway_runtime::prelude::*;

pub struct Average(f64);

#[node]
pub fn mean(value: &f64, #[state] average: &mut Average) -> f64 {
    average.0 += (value - average.0) / 2.0;
    average.0
}

fn main() {}

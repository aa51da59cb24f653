//! A function with a constant for a parameter.

use gateway_runtime::prelude::*;

#[node]
pub fn times<const N: u32>(value: &u32) -> u32 {
    N * value
}

fn main() {}

//! A timer on a function.

use gateway_runtime::prelude::*;

#[node(every = "1s")]
pub fn beat() -> u32 {
    1
}

fn main() {}

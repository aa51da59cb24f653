//! A message is a union.

use gateway_runtime::prelude::*;

#[message]
pub union Price {
    euros: f64,
    cents: u64,
}

fn main() {}

//! State that is no mutable reference.

use gateway_runtime::prelude::*;

#[node]
pub fn count<T>(_value: &T, #[state] count: u64) -> u64 {
    count + 1
}

fn main() {}

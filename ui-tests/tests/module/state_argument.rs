//! `#[state]` has an argument.

use gateway_runtime::prelude::*;

#[module]
pub struct Desk {
    #[state(default = 5)]
    limit: u32,
}

fn main() {}

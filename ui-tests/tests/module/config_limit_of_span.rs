//! A span of time has a limit of a number.

use gateway_runtime::prelude::*;

#[module]
pub struct Desk {
    #[config(default = "10s", minimum = 1)]
    interval: Duration,
}

fn main() {}

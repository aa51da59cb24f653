//! An argument of `#[config]` is given twice.

use gateway_runtime::prelude::*;

#[module]
pub struct Desk {
    #[config(default = 5, default = 6)]
    limit: u32,
}

fn main() {}

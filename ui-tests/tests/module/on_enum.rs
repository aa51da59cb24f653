//! `#[module]` stands on an enum.

use gateway_runtime::prelude::*;

#[module]
pub enum Desk {
    Open,
}

fn main() {}

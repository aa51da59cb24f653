//! `#[message]` stands on a function.

use gateway_runtime::prelude::*;

#[message]
pub fn order() {}

fn main() {}

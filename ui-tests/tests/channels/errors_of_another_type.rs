//! The reserved channel `errors` has a type of its own.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    pub errors: Channel<String>,
}

fn main() {}

//! A variant of a message has fields without names.

use gateway_runtime::prelude::*;

#[message]
pub enum Event {
    Filled(u32),
    Closed,
}

fn main() {}

//! A field of a message has the name of the tick's id.

use gateway_runtime::prelude::*;

#[message]
pub struct Order {
    pub id: u64,
}

fn main() {}

//! A field of a message has the name of the tick's time.

use gateway_runtime::prelude::*;

#[message]
pub struct Order {
    pub timestamp: Timestamp,
}

fn main() {}

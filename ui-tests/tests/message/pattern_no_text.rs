//! A pattern is no text.

use gateway_runtime::prelude::*;

#[message]
pub struct Order {
    #[message(pattern = 5)]
    pub symbol: String,
}

fn main() {}

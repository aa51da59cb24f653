//! A limit is no number.

use gateway_runtime::prelude::*;

#[message]
pub struct Order {
    #[message(minimum = "one")]
    pub quantity: u32,
}

fn main() {}

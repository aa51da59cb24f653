//! A check of a message does not exist.

use gateway_runtime::prelude::*;

#[message(validate = Order::check)]
pub struct Order {
    pub quantity: u32,
}

fn main() {}

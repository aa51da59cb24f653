//! A default has another type than its field.

use gateway_runtime::prelude::*;

#[message]
pub struct Order {
    #[message(default = "many")]
    pub quantity: u32,
}

fn main() {}

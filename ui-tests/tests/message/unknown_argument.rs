//! An argument of `#[message]` is misspelled.

use gateway_runtime::prelude::*;

#[message(validat = check)]
pub struct Order {
    pub quantity: u32,
}

fn main() {}

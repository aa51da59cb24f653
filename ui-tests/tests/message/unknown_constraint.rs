//! A constraint of a field is misspelled.

use gateway_runtime::prelude::*;

#[message]
pub struct Order {
    #[message(minimun = 1)]
    pub quantity: u32,
}

fn main() {}

//! A constraint is given twice.

use gateway_runtime::prelude::*;

#[message]
pub struct Order {
    #[message(minimum = 1, minimum = 2)]
    pub quantity: u32,
}

fn main() {}

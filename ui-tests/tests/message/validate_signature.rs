//! A check of a message has the wrong parameter.

use gateway_runtime::prelude::*;

#[message(validate = check)]
pub struct Order {
    pub quantity: u32,
}

fn check(quantity: u32) -> Result<(), Invalid> {
    if quantity == 0 { Err(Invalid::new("empty")) } else { Ok(()) }
}

fn main() {}

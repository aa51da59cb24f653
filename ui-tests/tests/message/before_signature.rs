//! A function for `before` that takes the message, which is not there yet.

use gateway_runtime::prelude::*;

#[message(before = Order::uniform)]
pub struct Order {
    pub quantity: u32,
}

impl Order {
    fn uniform(&self) -> Result<(), Invalid> {
        Ok(())
    }
}

fn main() {}

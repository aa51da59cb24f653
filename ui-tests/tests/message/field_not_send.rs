//! A field of a message cannot be sent between threads.

use gateway_runtime::prelude::*;

#[message]
pub struct Order {
    pub quantity: std::rc::Rc<u32>,
}

fn main() {}

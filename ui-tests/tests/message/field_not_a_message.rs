//! A field of a message has a type that is no message.

use gateway_runtime::prelude::*;

pub struct Price {
    pub euros: f64,
}

#[message]
pub struct Order {
    pub price: Price,
}

fn main() {}

//! A channel carries a type that is no message.

use gateway_runtime::prelude::*;

pub struct Order {
    pub quantity: u32,
}

#[channels]
pub struct Bus {
    pub orders: Channel<Order>,
}

fn main() {}

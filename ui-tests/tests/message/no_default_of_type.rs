//! A field without a default value is to have its type's default.

use gateway_runtime::prelude::*;

#[message]
pub enum Side {
    Buy,
    Sell,
}

#[message]
pub struct Order {
    #[message(default)]
    pub side: Side,
}

fn main() {}

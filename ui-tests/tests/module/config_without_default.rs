//! A setting is to have the default of its type, which has none.

use gateway_runtime::prelude::*;

#[message]
pub enum Side {
    Buy,
    Sell,
}

#[module]
pub struct Desk {
    #[config(default)]
    side: Side,
}

fn main() {}

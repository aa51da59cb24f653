//! A message is generic.

use gateway_runtime::prelude::*;

#[message]
pub struct Order<T> {
    pub quantity: T,
}

fn main() {}

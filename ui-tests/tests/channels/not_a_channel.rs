//! A channel is declared as its message.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    pub orders: u32,
}

fn main() {}

//! `#[channels]` has an argument.

use gateway_runtime::prelude::*;

#[channels(send)]
pub struct Bus {
    pub orders: Channel<u32>,
}

fn main() {}

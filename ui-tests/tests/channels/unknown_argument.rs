//! An argument of `#[channel]` is misspelled.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(sends)]
    pub orders: Channel<u32>,
}

fn main() {}

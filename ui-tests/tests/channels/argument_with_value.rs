//! An argument of `#[channel]` has a value that it does not take.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send = true)]
    pub orders: Channel<u32>,
}

fn main() {}

//! An argument of `#[channel]` is given twice.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send, send)]
    pub orders: Channel<u32>,
}

fn main() {}

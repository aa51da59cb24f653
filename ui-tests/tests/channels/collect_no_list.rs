//! A channel that is to collect a list, and carries none.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(merge = collect)]
    pub orders: Channel<u32>,
}

fn main() {}

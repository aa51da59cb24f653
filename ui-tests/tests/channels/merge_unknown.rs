//! A merge policy that does not exist.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send, merge = "newest")]
    pub orders: Channel<u32>,
}

fn main() {}

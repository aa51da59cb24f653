//! Two channels have one name.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    pub orders: Channel<u32>,
    pub orders: Channel<u64>,
}

fn main() {}

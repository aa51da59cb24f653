//! A module is generic.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub orders: Channel<u32>,
}

#[module]
pub struct Desk<T> {
    limit: T,
}

fn main() {}

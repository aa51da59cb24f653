//! `#[module]` stands on the `impl` of a trait.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub orders: Channel<u32>,
}

#[module]
pub struct Desk {}

#[module(channels = Bus)]
impl Default for Desk {
    fn default() -> Self {
        Self {}
    }
}

fn main() {}

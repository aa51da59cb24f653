//! A hook returns a value.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub orders: Channel<u32>,
}

#[module]
pub struct Desk {}

#[module(channels = Bus)]
impl Desk {
    #[start]
    fn open(&mut self) -> u32 {
        1
    }
}

fn main() {}

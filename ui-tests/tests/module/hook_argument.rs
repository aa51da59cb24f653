//! The attribute of a hook has an argument.

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
    #[start(first)]
    fn open(&mut self) {}
}

fn main() {}

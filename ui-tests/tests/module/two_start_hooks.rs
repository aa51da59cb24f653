//! A module has two hooks for the start.

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
    fn open(&mut self) {}

    #[start]
    fn connect(&mut self) {}
}

fn main() {}

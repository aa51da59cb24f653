//! A hook has a parameter.

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
    fn open(&mut self, orders: &u32) {
        println!("{orders}");
    }
}

fn main() {}

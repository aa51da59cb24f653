//! A command keeps state of its own.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub orders: Channel<u32>,
    pub fills: Channel<u32>,
}

#[module]
pub struct Desk {
    limit: u32,
}

#[module(channels = Bus)]
impl Desk {
    #[command]
    fn count(&mut self, #[state] count: &mut u32) {
        *count += 1;
    }
}

fn main() {}

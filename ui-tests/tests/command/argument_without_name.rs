//! An argument of a command has no name.

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
    fn set_range(&mut self, (low, high): (u32, u32)) {
        self.limit = high - low;
    }
}

fn main() {}

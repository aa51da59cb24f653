//! A command takes its module.

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
    fn take(self) -> u32 {
        self.limit
    }
}

fn main() {}

//! A module has two commands of one name.

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
    fn limit(&self) -> u32 {
        self.limit
    }

    #[command]
    fn limit(&mut self, limit: u32) {
        self.limit = limit;
    }
}

fn main() {}

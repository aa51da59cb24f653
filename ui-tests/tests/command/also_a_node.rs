//! A method is a command and a node.

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
    #[node]
    fn set_limit(&mut self, orders: &u32) {
        self.limit = *orders;
    }
}

fn main() {}

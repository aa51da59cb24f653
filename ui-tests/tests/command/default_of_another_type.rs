//! The default of an argument has another type.

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
    fn set_limit(&mut self, #[command(default = "many")] limit: u32) {
        self.limit = limit;
    }
}

fn main() {}

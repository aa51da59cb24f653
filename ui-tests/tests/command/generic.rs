//! A command has a generic parameter.

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
    fn set_limit<T: Into<u32>>(&mut self, limit: T) {
        self.limit = limit.into();
    }
}

fn main() {}

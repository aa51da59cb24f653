//! The `impl` of a module in the gateway lacks `#[module(channels = ..)]`.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub orders: Channel<u32>,
}

#[module]
pub struct Log {}

impl Log {
    pub fn log(&mut self) {}
}

#[gateway(channels = Bus)]
pub struct App {
    log: Log,
}

fn main() {}

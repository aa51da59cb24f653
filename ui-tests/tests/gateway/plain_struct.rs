//! A field of a gateway is a plain struct.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub orders: Channel<u32>,
}

pub struct Log {}

#[gateway(channels = Bus)]
pub struct App {
    log: Log,
}

fn main() {}

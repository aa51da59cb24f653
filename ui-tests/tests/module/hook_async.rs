//! A hook is async.

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
    #[stop]
    async fn close(&mut self) {}
}

fn main() {}

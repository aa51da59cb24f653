//! A command publishes a value of another type.

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
    #[command(publish(fills))]
    fn fill(&self) -> String {
        String::new()
    }
}

fn main() {}

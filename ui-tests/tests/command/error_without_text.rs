//! The error of a command has no text.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub orders: Channel<u32>,
    pub fills: Channel<u32>,
}

pub struct Price {
    pub euros: f64,
}

#[module]
pub struct Desk {
    limit: u32,
}

#[module(channels = Bus)]
impl Desk {
    #[command]
    fn set_limit(&mut self, limit: u32) -> Result<(), Price> {
        self.limit = limit;
        Ok(())
    }
}

fn main() {}

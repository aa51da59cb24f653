//! An optional parameter lacks its `&`.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub orders: Channel<u32>,
    pub fills: Channel<u32>,
    pub reports: Channel<String>,
}

#[module]
pub struct Desk {}

#[module(channels = Bus)]
impl Desk {
    #[node]
    fn fill(&mut self, orders: Option<u32>) {
        println!("{orders:?}");
    }
}

fn main() {}

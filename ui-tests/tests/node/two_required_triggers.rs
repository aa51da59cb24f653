//! A node requires a tick of two channels.

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
    fn fill(&mut self, orders: &u32, reports: &String) {
        println!("{orders} {reports}");
    }
}

fn main() {}

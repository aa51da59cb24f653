//! A sample with its id.

#![allow(unused)]

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub orders: Channel<u32>,
    #[channel(send)]
    pub limits: Channel<u32>,
}

#[module]
pub struct Desk {}

#[module(channels = Bus)]
impl Desk {
    #[node]
    fn fill(&mut self, orders: &u32, limits: Latest<Tick<u32>>) {}
}

fn main() {}

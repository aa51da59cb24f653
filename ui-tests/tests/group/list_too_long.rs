#![allow(unused, deprecated)]

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub orders: Channel<u32>,
}

#[module]
pub struct Matcher {}

#[module(channels = Bus)]
impl Matcher {
    #[node]
    fn fill(&mut self, orders: &u32) {}
}

#[group(channels = Bus)]
pub struct Pair {
    pub one: Matcher,
    pub other: Matcher,
}

#[gateway(channels = Bus)]
pub struct App {
    #[instances(1000)]
    pub list: Vec<Matcher>,
}

fn main() {}

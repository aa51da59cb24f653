//! A group without channels, one with a mount, one with two members of a name, and one with a plain struct as a member.

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

#[group]
pub struct Nowhere {
    pub one: Matcher,
}

#[group(channels = Bus)]
pub struct Mounted {
    #[mount]
    pub one: Matcher,
    pub other: Matcher,
}

#[group(channels = Bus, open)]
pub struct Generic<T> {
    pub one: Matcher,
}

fn main() {}

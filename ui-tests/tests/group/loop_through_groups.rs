//! A loop over modules inside a group: its path names them with their group.

#![allow(unused, deprecated)]

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    pub a: Channel<u32>,
    pub b: Channel<u32>,
    pub missing: Channel<u32>,
}

#[module]
pub struct There {}

#[module(channels = Bus)]
impl There {
    #[node(publish(b))]
    fn there(&mut self, a: &u32) -> u32 {
        *a
    }
}

#[module]
pub struct Back {}

#[module(channels = Bus)]
impl Back {
    #[node(publish(a))]
    fn back(&mut self, b: &u32, missing: Latest<u32>) -> u32 {
        *b
    }
}

#[group(channels = Bus)]
pub struct Round {
    pub there: There,
    pub back: Back,
}

#[gateway(channels = Bus)]
pub struct App {
    round: Round,
}

fn main() {}

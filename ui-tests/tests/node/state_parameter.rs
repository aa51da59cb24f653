//! State of a node is a mutable reference to a type that begins with a default and can move to the engine's thread.

#![allow(unused)]

use gateway_runtime::prelude::*;

#[channels]
pub struct Desk {
    #[channel(send)]
    pub orders: Channel<u32>,
}

#[module]
pub struct Matcher {}

#[module(channels = Desk)]
impl Matcher {
    #[node]
    fn by_value(&mut self, orders: &u32, #[state] seen: Vec<u32>) {}

    #[node]
    fn unknown_word(&mut self, orders: &u32, #[state(first = 1)] seen: &mut u32) {}

    #[node]
    fn marked_as_channel(&mut self, orders: &u32, #[state] #[optional] seen: &mut u32) {}

    #[node(source, publish(orders))]
    fn source(&mut self, #[state] count: &mut u32) -> Option<(Timestamp, u32)> {
        None
    }
}

fn main() {}

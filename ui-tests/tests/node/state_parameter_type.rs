//! What rustc says of the type of a node's state.

#![allow(unused)]

use gateway_runtime::prelude::*;
use std::rc::Rc;

#[channels]
pub struct Desk {
    #[channel(send)]
    pub orders: Channel<u32>,
}

pub struct NoDefault(u32);

#[module]
pub struct Matcher {}

#[module(channels = Desk)]
impl Matcher {
    #[node]
    fn no_default(&mut self, orders: &u32, #[state] seen: &mut NoDefault) {}

    #[node]
    fn not_send(&mut self, orders: &u32, #[state] seen: &mut Option<Rc<u32>>) {}
}

fn main() {}

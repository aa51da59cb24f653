//! A module that declares dynamic channels by numbers.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub extra: Dynamic,
}

#[module]
pub struct Book {}

#[module(channels = Bus)]
impl Book {
    #[keys(extra)]
    fn outputs(&self) -> Vec<u32> {
        vec![1]
    }
}

fn main() {}

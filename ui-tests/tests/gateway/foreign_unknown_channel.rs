//! A module reads a channel that a set of another crate does not have.

use gateway_runtime::prelude::*;
use ui_tests::Bus;

#[module]
pub struct Print {}

#[module(channels = Bus)]
impl Print {
    #[node]
    fn print(&mut self, fill: &u32) {
        println!("{fill}");
    }
}

fn main() {}

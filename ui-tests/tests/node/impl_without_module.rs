//! `#[node]` stands in an `impl` without `#[module]`.

use gateway_runtime::prelude::*;

#[module]
pub struct Desk {}

impl Desk {
    #[node]
    fn fill(&mut self, orders: &u32) {
        println!("{orders}");
    }
}

fn main() {}

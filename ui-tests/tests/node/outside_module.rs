//! `#[node]` stands on a method outside the `impl` of a module.

use gateway_runtime::prelude::*;

struct Desk;

impl Desk {
    #[node]
    fn fill(&mut self, orders: &u32) {
        println!("{orders}");
    }
}

fn main() {
    Desk.fill(&1);
}

//! `#[node]` stands outside the `impl` of a module.

use gateway_runtime::prelude::*;

#[node]
fn fill(orders: &u32) {
    println!("{orders}");
}

fn main() {}

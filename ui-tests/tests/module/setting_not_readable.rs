//! A setting has a type that cannot be read from configuration.

use gateway_runtime::prelude::*;

pub struct Limit {
    quantity: u32,
}

#[module]
pub struct Desk {
    limit: Limit,
}

fn main() {}

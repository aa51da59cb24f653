//! `#[channels]` stands on an enum.

use gateway_runtime::prelude::*;

#[channels]
pub enum Bus {
    Orders,
}

fn main() {}

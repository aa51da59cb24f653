//! A basket has a key with fields.

use gateway_runtime::prelude::*;

#[message]
pub struct Venue {
    pub name: String,
}

#[channels]
pub struct Bus {
    pub prices: Basket<Venue, u32>,
}

fn main() {}

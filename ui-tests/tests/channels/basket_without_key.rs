//! A basket has no key.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    pub prices: Basket<f64>,
}

fn main() {}

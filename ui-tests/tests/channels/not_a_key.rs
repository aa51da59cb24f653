//! A basket has a key that is none.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    pub prices: Basket<f64, u32>,
}

fn main() {}

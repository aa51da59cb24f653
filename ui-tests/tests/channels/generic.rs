//! A channel set is generic.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus<T> {
    pub orders: Channel<T>,
}

fn main() {}

//! The reserved channel `errors` is a list, a basket, or open to the outside.

use gateway_runtime::prelude::*;

#[channels]
pub struct Lists {
    pub errors: Channel<Vec<Failure>>,
}

#[channels]
pub struct Baskets {
    pub errors: Basket<String, Failure>,
}

#[channels]
pub struct Sent {
    #[channel(send)]
    pub errors: Channel<Failure>,
}

fn main() {}

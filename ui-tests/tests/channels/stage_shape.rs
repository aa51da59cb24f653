//! What has no place for a staged value: a basket, dynamic channels, the reserved channel `errors`.

use gateway_runtime::prelude::*;

#[channels]
pub struct Desk {
    #[channel(stage)]
    pub quotes: Basket<String, f64>,
    #[channel(send, stage)]
    pub extra: Dynamic,
    #[channel(stage)]
    pub errors: Channel<Failure>,
    #[channel(stage = true)]
    pub orders: Channel<f64>,
}

fn main() {}

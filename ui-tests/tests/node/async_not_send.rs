//! The future of an async node cannot move to another thread.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub orders: Channel<u32>,
    pub fills: Channel<u32>,
    pub reports: Channel<String>,
}

#[module]
pub struct Desk {}

#[module(channels = Bus)]
impl Desk {
    #[node(publish(fills))]
    async fn fill(orders: u32) -> u32 {
        let shared = std::rc::Rc::new(orders);
        std::future::ready(()).await;
        *shared
    }
}

fn main() {}

//! A module of another channel set, which has the same name, is in the gateway.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub orders: Channel<u32>,
}

pub mod archive {
    use gateway_runtime::prelude::*;

    #[channels]
    pub struct Bus {
        #[channel(send)]
        pub orders: Channel<u32>,
    }
}

#[module]
pub struct Log {}

#[module(channels = archive::Bus)]
impl Log {
    #[node]
    fn log(&mut self, orders: &u32) {
        println!("{orders}");
    }
}

#[gateway(channels = Bus)]
pub struct App {
    log: Log,
}

fn main() {}

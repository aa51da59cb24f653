//! Channels and modules in nested Rust modules, two of one name, named by a path or by another name.
#![deny(warnings)]

pub mod desk {
    use gateway_runtime::prelude::*;

    #[channels]
    pub struct Bus {
        #[channel(send)]
        pub orders: Channel<u32>,
        pub fills: Channel<u32>,
    }

    pub mod equities {
        use super::Bus;
        use gateway_runtime::prelude::*;

        #[module]
        pub struct Matcher {}

        #[module(channels = Bus)]
        impl Matcher {
            #[node(publish(fills))]
            fn fill(&mut self, orders: &u32) -> u32 {
                *orders
            }
        }
    }

    pub mod bonds {
        use gateway_runtime::prelude::*;

        #[module]
        pub struct Matcher {}

        #[module(channels = super::Bus)]
        impl Matcher {
            #[node]
            fn print(&mut self, fills: &u32) {
                println!("{fills}");
            }
        }
    }
}

use desk::bonds::Matcher as Bonds;
use desk::equities;
use gateway_runtime::prelude::*;

#[gateway(channels = desk::Bus)]
pub struct App {
    equities: equities::Matcher,
    bonds: Bonds,
}

fn main() {
    // Not called: it would run until somebody stops it.
    let _: fn() -> std::process::ExitCode = App::main;
}

//! The smallest gateway.
#![deny(warnings)]

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub lines: Channel<String>,
}

#[module]
pub struct Print {}

#[module(channels = Bus)]
impl Print {
    #[node]
    fn print(&mut self, lines: &String) {
        println!("{lines}");
    }
}

#[gateway(channels = Bus)]
pub struct App {
    print: Print,
}

fn main() {
    // Not called: it would run until somebody stops it.
    let _: fn() -> std::process::ExitCode = App::main;
}

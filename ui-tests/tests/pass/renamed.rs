//! A channel set that is imported under another name.
#![deny(warnings)]

use gateway_runtime::prelude::*;
use ui_tests::{Bus as Channels, Desk, Limits};

#[module]
pub struct Log {}

#[module(channels = Channels)]
impl Log {
    #[node]
    fn log(&mut self, fills: &u32) {
        println!("{fills}");
    }
}

#[gateway(channels = Channels)]
pub struct App {
    desk: Desk,
    limits: Limits,
    log: Log,
}

fn main() {
    // Not called: it would run until somebody stops it.
    let _: fn() -> std::process::ExitCode = App::main;
}

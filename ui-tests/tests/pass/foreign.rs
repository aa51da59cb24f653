//! Modules of another crate, several of one type.
#![deny(warnings)]

use gateway_runtime::prelude::*;
use ui_tests::{Bus, Desk, Limits, Log};

#[gateway(channels = Bus)]
pub struct App {
    desk: Desk,
    first: Log,
    second: ui_tests::Log,
    limits: Limits,
}

fn main() {
    // Not called: it would run until somebody stops it.
    let _: fn() -> std::process::ExitCode = App::main;
}

//! A module of another crate reads a channel that nothing publishes.

use gateway_runtime::prelude::*;
use ui_tests::{Bus, Log};

#[gateway(channels = Bus)]
pub struct App {
    log: Log,
}

fn main() {}

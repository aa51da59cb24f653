//! Nobody reads a channel of another crate.
#![deny(deprecated)]

use gateway_runtime::prelude::*;
use ui_tests::{Bus, Desk, Limits};

#[gateway(channels = Bus)]
pub struct App {
    desk: Desk,
    limits: Limits,
}

fn main() {}

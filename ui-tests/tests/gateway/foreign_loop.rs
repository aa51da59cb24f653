//! Modules of another crate feed each other without feedback.

use gateway_runtime::prelude::*;
use ui_tests::{Bus, Desk, Log, Risk};

#[gateway(channels = Bus)]
pub struct App {
    desk: Desk,
    risk: Risk,
    log: Log,
}

fn main() {}

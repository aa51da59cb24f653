//! A module of another crate reads a channel that can tick several times in a cycle as `Option<&T>`.

use gateway_runtime::prelude::*;
use ui_tests::{Bus, Desk, Limits, Watch};

#[gateway(channels = Bus)]
pub struct App {
    desk: Desk,
    second: Desk,
    limits: Limits,
    watch: Watch,
}

fn main() {}

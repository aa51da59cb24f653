//! Watches a channel that never ticks.

use gateway_runtime::prelude::*;

use super::{Channels, ExampleData};

/// Would say something if `never_ticks` ticked. Nothing publishes that channel, so reading it is marked as optional.
#[module]
#[derive(Debug, Clone, Default)]
pub struct Spectator {}

#[module(channels = Channels)]
impl Spectator {
    #[node]
    fn on_tick(&mut self, #[optional] never_ticks: &ExampleData) {
        println!("never_ticks has ticked: {never_ticks:?}");
    }
}

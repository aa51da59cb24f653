//! A node publishes the channel on which the engine tells what becomes of staged values.

use gateway_runtime::StagingEvent;
use gateway_runtime::prelude::*;

#[channels]
pub struct Desk {
    #[channel(stage(events = drafts))]
    pub orders: Channel<f64>,
    pub drafts: Channel<StagingEvent<f64>>,
}

#[module]
pub struct Clerk {}

#[module(channels = Desk)]
impl Clerk {
    #[node(publish(drafts))]
    fn tell(&mut self, orders: &f64) -> Option<StagingEvent<f64>> {
        let _ = orders;
        None
    }
}

fn main() {}

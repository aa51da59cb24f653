//! A channel that is staged has its values from outside: nothing else has to publish it, and nobody has to read its requests.
#![deny(warnings)]

use gateway_runtime::prelude::*;
use gateway_runtime::{StagingEvent, StagingRequest};

#[channels]
pub struct Desk {
    #[channel(stage(events = drafts, requests = drafting))]
    pub orders: Channel<f64>,
    pub drafts: Channel<StagingEvent<f64>>,
    pub drafting: Channel<StagingRequest<f64>>,
}

#[module]
pub struct Clerk {}

#[module(channels = Desk)]
impl Clerk {
    #[node(publish(drafting))]
    fn on_order(&mut self, orders: Option<&f64>, drafts: Ticks<StagingEvent<f64>>) -> Option<StagingRequest<f64>> {
        drafts.iter().next().and(orders).map(|order| StagingRequest::add(*order))
    }
}

#[gateway(channels = Desk)]
pub struct App {
    clerk: Clerk,
}

fn main() {}

//! The channels on which nodes hear of staging and ask for something are of the same set, and have nothing else to do.

use gateway_runtime::prelude::*;
use gateway_runtime::{StagingEvent, StagingRequest};

#[channels]
pub struct Desk {
    #[channel(stage(events = draft, requests = orders))]
    pub orders: Channel<f64>,
    #[channel(stage(events = drafts, requests = "asked"))]
    pub offers: Channel<f64>,
    #[channel(stage(events = drafts, requests = lists, other))]
    pub bids: Channel<f64>,
    #[channel(stage(events = sent))]
    pub asks: Channel<f64>,
    pub drafts: Channel<StagingEvent<f64>>,
    pub lists: Channel<Vec<StagingRequest<f64>>>,
    #[channel(send)]
    pub sent: Channel<StagingEvent<f64>>,
}

fn main() {}

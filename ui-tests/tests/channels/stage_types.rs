//! The channels on which nodes hear of staging and ask for something carry events and requests of the staged message.

use gateway_runtime::prelude::*;
use gateway_runtime::{StagingEvent, StagingRequest};

#[channels]
pub struct Desk {
    #[channel(stage(events = drafts, requests = drafting))]
    pub orders: Channel<f64>,
    pub drafts: Channel<StagingEvent<String>>,
    pub drafting: Channel<f64>,
}

#[channels]
pub struct Right {
    #[channel(stage(events = drafts, requests = drafting))]
    pub batches: Channel<Vec<f64>>,
    pub drafts: Channel<StagingEvent<f64>>,
    pub drafting: Channel<StagingRequest<f64>>,
}

fn main() {}

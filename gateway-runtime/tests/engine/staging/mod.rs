//! Staging: values that are prepared outside of the graph, and released together.

mod inside;
mod live;
mod model;

use gateway_runtime::prelude::*;
use gateway_runtime::{StagingEvent, StagingRequest};

#[message]
#[derive(PartialEq)]
pub struct Order {
    #[message(minimum = 1)]
    pub size: u32,
}

fn order(size: u32) -> Order {
    Order { size }
}

#[channels]
pub struct Desk {
    /// Orders that are prepared and released.
    #[channel(stage(events = drafts, requests = drafting), send)]
    pub orders: Channel<Order>,
    pub drafts: Channel<StagingEvent<Order>>,
    #[channel(send)]
    pub drafting: Channel<StagingRequest<Order>>,
    /// The values of an area are one list.
    #[channel(stage(requests = packing))]
    pub packages: Channel<Vec<u32>>,
    #[channel(send)]
    pub packing: Channel<StagingRequest<u32>>,
    /// Without anything inside the graph.
    #[channel(stage)]
    pub plain: Channel<f64>,
    pub told: Channel<String>,
    pub reactions: Channel<u32>,
}

/// Tells of what it hears; an order of 99 stages another one, and one of 77 releases all.
#[module]
pub struct Clerk {}

#[module(channels = Desk)]
impl Clerk {
    #[node(publish(told))]
    fn tell(&mut self, drafts: &StagingEvent<Order>) -> String {
        let sizes: Vec<String> = drafts.items.iter().map(|item| item.message.size.to_string()).collect();
        format!("{:?} {}{}", drafts.action, sizes.join("+"), drafts.reason.as_deref().unwrap_or_default())
    }

    #[node(publish(drafting))]
    fn again(&mut self, orders: &Order) -> Option<StagingRequest<Order>> {
        match orders.size {
            99 => Some(StagingRequest::add(order(1))),
            77 => Some(StagingRequest::release_all()),
            _ => None,
        }
    }

    /// An order of 7 is released as soon as it is staged.
    #[node(publish(drafting))]
    fn release(&mut self, drafts: &StagingEvent<Order>) -> Option<StagingRequest<Order>> {
        let wanted = drafts.action == gateway_runtime::StagingAction::Added && drafts.items[0].message.size == 7;
        wanted.then(|| StagingRequest::release(drafts.staging_id.clone()))
    }
}

#[gateway(channels = Desk)]
#[allow(deprecated, reason = "the tests read these channels")]
pub struct App {
    channels: ChannelSettings<Desk>,
    clerk: Clerk,
}

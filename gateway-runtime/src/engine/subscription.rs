//! Somebody outside who follows a channel.

use std::sync::Arc;

use super::feed::{Feed, feed};
use super::outlet::Subscriber;
use crate::channel::AnyTick;

/// The ticks of a channel, as they come.
#[derive(Debug)]
pub struct Subscription {
    ticks: Feed,
}

impl Subscription {
    pub(super) fn new(ticks: Feed) -> Self {
        Self { ticks }
    }

    /// The next tick. `None` once the gateway has stopped, or the subscriber fell too far behind.
    pub async fn recv(&mut self) -> Option<Arc<dyn AnyTick>> {
        self.ticks.recv().await
    }

    /// Appends the next ticks to `ticks`, at least one and at most `most`, without waiting for more than the first. Gives how
    /// many they are: none once the gateway has stopped, or the subscriber fell too far behind.
    pub async fn recv_many(&mut self, ticks: &mut Vec<Arc<dyn AnyTick>>, most: usize) -> usize {
        self.ticks.recv_many(ticks, most).await
    }

    /// How many ticks wait to be read.
    pub fn waiting(&self) -> usize {
        self.ticks.len()
    }
}

/// Somebody who gets ticks, of `key` alone if it is given, and where they arrive.
pub(super) fn subscriber(key: Option<&str>, capacity: usize, remaining: Option<usize>) -> (Subscriber, Feed) {
    let (feeder, ticks) = feed(capacity);
    (Subscriber { key: key.map(str::to_owned), remaining, ticks: feeder }, ticks)
}

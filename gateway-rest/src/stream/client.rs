//! What both protocols know of one client: what it follows, and where its frames wait.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::ws::Utf8Bytes;
use axum::http::StatusCode;
use tokio::sync::watch;

use super::end::End;
use super::following::{Pace, Wanted};
use super::frame::Format;
use super::hub::{First, Unfollowed};
use super::outbox::{Outbox, Subscription};
use super::request::{Reading, Received};
use crate::app::App;
use crate::error::ApiError;

/// One client.
#[derive(Debug)]
pub(super) struct Client {
    pub(super) app: Arc<App>,
    /// Whether it has the right to send.
    pub(super) may_send: bool,
    pub(super) outbox: Arc<Outbox>,
    /// Whether it wants heartbeats.
    pub(super) heartbeats: watch::Sender<bool>,
    /// By subscription its channel.
    following: BTreeMap<Subscription, usize>,
    /// How many there were.
    count: u64,
}

impl Client {
    pub(super) fn new(app: &Arc<App>, may_send: bool) -> Self {
        let settings = &app.streams.settings;
        let outbox = Outbox::new(settings.queue_frames, settings.queue_bytes);
        let heartbeats = watch::Sender::new(false);
        Self { app: Arc::clone(app), may_send, outbox, heartbeats, following: BTreeMap::new(), count: 0 }
    }

    /// Refuses to have so many subscriptions.
    pub(super) fn require_place(&self, subscriptions: usize) -> Result<(), ApiError> {
        self.app.streams.require_place(subscriptions)
    }

    /// Reads a frame, in which a `strict` protocol allows no field that it does not know.
    pub(super) async fn read(&self, text: Utf8Bytes, strict: bool) -> Received {
        Received::read(&self.app, text, Reading { strict, may_send: self.may_send }).await
    }

    /// The next subscription, whose ticks have this form.
    pub(super) fn next_subscription(&mut self, format: Format) -> Subscription {
        self.count += 1;
        Subscription { number: self.count, format }
    }

    /// Follows a channel.
    pub(super) async fn follow(
        &mut self,
        subscription: Subscription,
        channel: usize,
        wanted: Wanted,
        pace: Pace,
        first: First,
    ) -> Result<(), ApiError> {
        let key = wanted.only().map(str::to_owned);
        self.outbox.follow(subscription, wanted, pace);
        self.following.insert(subscription, channel);
        let joined = self.app.streams.hubs.join(channel, &self.outbox, subscription, first, key).await;
        joined.map_err(|why| {
            self.unfollow(subscription);
            match why {
                Unfollowed::Refused(refused) => refused.into(),
                Unfollowed::NoSuchTick => {
                    let name = self.app.handle.channels()[channel].name();
                    ApiError::Said(StatusCode::CONFLICT, format!("The history of {name} does not have this tick: begin with a snapshot"))
                }
            }
        })
    }

    /// Follows it no longer. `false` if it did not.
    pub(super) fn unfollow(&mut self, subscription: Subscription) -> bool {
        let Some(channel) = self.following.remove(&subscription) else { return false };
        self.outbox.unfollow(subscription);
        self.app.streams.hubs.left(channel);
        true
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.outbox.end(End::Gone);
        for channel in self.following.values() {
            self.app.streams.hubs.left(*channel);
        }
    }
}

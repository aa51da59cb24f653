//! The protocol that is spoken unless a client asks for another one: that of csp-gateway.
//!
//! It has no answers. What cannot be done is left undone, told in the log at level `debug`, and counted.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::ws::{Message, Utf8Bytes};
use gateway_runtime::channel::Batch;
use gateway_runtime::engine::Refused;
use tokio::time::timeout;

use super::client::Client;
use super::end::End;
use super::following::{Pace, Wanted};
use super::frame::Format;
use super::hub::First;
use super::outbox::{Outgoing, Subscription};
use super::request::{Leaving, Request, Target, Wish};
use crate::address::Address;
use crate::error::ApiError;

/// What a client gets that follows the channel `heartbeat`: in the reference's own writing.
pub(super) const BEAT: Utf8Bytes = Utf8Bytes::from_static(r#"{"channel": "heartbeat", "data": "PING"}"#);

/// How long a value may wait for a place in the queue into the engine. Meanwhile the client is not read.
const SEND_MAY_WAIT: Duration = Duration::from_secs(10);

/// A client that speaks it.
#[derive(Debug)]
pub(super) struct Reference {
    pub(super) client: Client,
    /// The subscription of each channel that is followed, and what it wants.
    channels: BTreeMap<usize, (Subscription, Wanted)>,
}

impl Reference {
    pub(super) fn new(client: Client) -> Self {
        Self { client, channels: BTreeMap::new() }
    }

    pub(super) async fn receive(&mut self, text: Utf8Bytes) {
        let received = self.client.read(text, false).await;
        let done = match received.request {
            Ok(Request::Subscribe(wishes)) => self.subscribe_all(wishes).await,
            Ok(Request::Unsubscribe(Leaving::Target(target))) => {
                self.unsubscribe(&target);
                Ok(())
            }
            Ok(Request::Send(channel, batch)) => self.send(channel, batch).await,
            // These are words of the superset.
            Ok(Request::Unsubscribe(Leaving::Subscription(_)) | Request::Ping) => Ok(()),
            Err(error) => Err(error),
        };
        if let Err(error) = done {
            self.client.app.streams.ignored(error);
        }
    }

    async fn subscribe_all(&mut self, wishes: Vec<Wish>) -> Result<(), ApiError> {
        for wish in wishes {
            match wish.target {
                Target::Heartbeat => {
                    self.client.heartbeats.send_replace(true);
                }
                Target::Ticks(address) => self.subscribe(&address, wish.pace).await?,
            }
        }
        Ok(())
    }

    async fn subscribe(&mut self, address: &Address, pace: Pace) -> Result<(), ApiError> {
        let key = address.key.as_deref();
        if let Some((subscription, wanted)) = self.channels.get_mut(&address.channel) {
            let mut more = wanted.clone();
            more.add(key);
            self.client.require_place(more.names())?;
            *wanted = more;
            self.client.outbox.change(*subscription, |wanted| wanted.add(key));
            return Ok(());
        }
        self.client.require_place(self.channels.len() + 1)?;
        let subscription = self.client.next_subscription(Format::Json);
        let wanted = Wanted::of(key);
        self.client.follow(subscription, address.channel, wanted.clone(), pace, First::Nothing).await?;
        self.channels.insert(address.channel, (subscription, wanted));
        Ok(())
    }

    fn unsubscribe(&mut self, target: &Target) {
        let Target::Ticks(address) = target else {
            self.client.heartbeats.send_replace(false);
            return;
        };
        let Some((subscription, wanted)) = self.channels.get_mut(&address.channel) else { return };
        let key = address.key.as_deref();
        wanted.remove(key);
        if wanted.is_nothing() {
            self.client.unfollow(*subscription);
            self.channels.remove(&address.channel);
        } else {
            self.client.outbox.change(*subscription, |wanted| wanted.remove(key));
        }
    }

    /// Sends values; if the queue into the engine is full, once it has a place. As nobody could be told that they are lost, a
    /// client whose values find no place is cut off.
    async fn send(&mut self, channel: usize, batch: Batch) -> Result<(), ApiError> {
        let sent = timeout(SEND_MAY_WAIT, self.client.app.handle.send_when_free(channel, batch)).await;
        match sent.unwrap_or(Err(Refused::Full)) {
            Ok(()) => Ok(()),
            Err(refused) => {
                self.client.outbox.end(match refused {
                    Refused::Full => End::Full,
                    Refused::TooLarge(_) => End::TooLarge,
                    Refused::Stopping => End::Stopping,
                });
                Err(refused.into())
            }
        }
    }
}

/// A frame as this protocol has it.
pub(super) fn write(outgoing: Outgoing, out: &mut Vec<Message>) {
    out.push(match outgoing {
        Outgoing::Ping => Message::Ping(Bytes::new()),
        Outgoing::Answer(text, _) => Message::Text(text),
        Outgoing::Snapshot(_, frame) | Outgoing::Tick(_, _, _, frame) => Message::Text(frame.text().clone()),
    });
}

//! The protocol `gateway.v1`, which a client asks for by `Sec-WebSocket-Protocol`: every request is answered, every subscription
//! has a name, a pace and numbers. docs/streaming.md has all of its frames.

use std::fmt::Write;

use axum::body::Bytes;
use axum::extract::ws::{Message, Utf8Bytes};
use axum::http::StatusCode;
use gateway_runtime::channel::Batch;
use serde_json::{Map, Value, json};

use super::HEARTBEAT;
use super::client::Client;
use super::end::End;
use super::following::Wanted;
use super::frame::{Format, Frame};
use super::outbox::{Outgoing, Subscription};
use super::request::{Leaving, Received, Request, Target, Wish};
use crate::error::ApiError;
use crate::ticks::NO_TABLES;
use crate::unread::Place;

/// Its name.
pub(super) const NAME: &str = "gateway.v1";

/// What a client gets that follows the channel `heartbeat`.
pub(super) const BEAT: Utf8Bytes = Utf8Bytes::from_static(r#"{"type":"heartbeat","channel":"heartbeat","data":"PING"}"#);

/// A client that speaks it.
#[derive(Debug)]
pub(super) struct Superset {
    pub(super) client: Client,
    /// What each subscription follows.
    targets: Vec<(Subscription, Target)>,
}

impl Superset {
    pub(super) fn new(client: Client) -> Self {
        Self { client, targets: Vec::new() }
    }

    pub(super) async fn receive(&mut self, text: Utf8Bytes) {
        let Received { id, request } = self.client.read(text, true).await;
        let done = match request {
            Ok(Request::Subscribe(wishes)) => self.subscribe(id.as_ref(), wishes).await,
            Ok(Request::Unsubscribe(leaving)) => self.unsubscribe(id.as_ref(), &leaving),
            Ok(Request::Send(channel, batch)) => self.send(id.as_ref(), channel, batch),
            Ok(Request::Ping) => self.ping(id.as_ref()).await,
            Err(error) => Err(error),
        };
        if let Err(error) = done {
            self.answer("error", id.as_ref(), &problem(error));
        }
    }

    /// A frame that is no text says nothing here.
    pub(super) fn refuse_binary(&self) {
        let text = "Frames are JSON texts".to_owned();
        self.answer("error", None, &problem(ApiError::Said(StatusCode::UNSUPPORTED_MEDIA_TYPE, text)));
    }

    /// Subscribes to all or none. The answer comes first, then what was asked for; and it comes when all is followed, so that nothing is
    /// missed of what ticks from then on.
    async fn subscribe(&mut self, id: Option<&Value>, wishes: Vec<Wish>) -> Result<(), ApiError> {
        self.client.require_place(self.targets.len() + wishes.len())?;
        for wish in &wishes {
            wish.target.require_live(&self.client.app)?;
            if let (Format::Arrow, Target::Ticks(address)) = (wish.format, &wish.target)
                && !self.client.app.streams.hubs.writes_arrow(address.channel)
            {
                return Err(ApiError::Said(StatusCode::NOT_ACCEPTABLE, NO_TABLES.to_owned()));
            }
        }
        let wishes: Vec<(Subscription, Wish)> = wishes.into_iter().map(|wish| (self.client.next_subscription(wish.format), wish)).collect();
        let list: Vec<Value> = wishes.iter().map(|(subscription, wish)| self.describe(*subscription, &wish.target)).collect();
        self.client.outbox.hold();
        for (subscription, wish) in wishes {
            self.targets.push((subscription, wish.target.clone()));
            let Target::Ticks(address) = wish.target else {
                self.client.heartbeats.send_replace(true);
                continue;
            };
            let wanted = Wanted::of(address.key.as_deref());
            if let Err(error) = self.client.follow(subscription, address.channel, wanted, wish.pace, wish.first).await {
                self.targets.retain(|(other, _)| *other != subscription);
                let mut ended = problem(error);
                ended["subscription"] = subscription.number.into();
                self.answer("ended", None, &ended);
            }
        }
        if let Some((text, place)) = self.written("subscribed", id, &json!({ "subscriptions": list })) {
            self.client.outbox.give(text, place);
        }
        Ok(())
    }

    fn unsubscribe(&mut self, id: Option<&Value>, leaving: &Leaving) -> Result<(), ApiError> {
        let (left, stay): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.targets).into_iter().partition(|(subscription, target)| match leaving {
                Leaving::Subscription(named) => *named == subscription.number,
                Leaving::Target(named) => named == target,
            });
        self.targets = stay;
        if left.is_empty() {
            return Err(ApiError::Said(StatusCode::NOT_FOUND, "There is no such subscription".to_owned()));
        }
        for (subscription, _) in &left {
            self.client.unfollow(*subscription);
        }
        let beats = self.targets.iter().any(|(_, target)| *target == Target::Heartbeat);
        self.client.heartbeats.send_if_modified(|wanted| std::mem::replace(wanted, beats) != beats);
        let list: Vec<Value> = left.iter().map(|(subscription, target)| self.describe(*subscription, target)).collect();
        self.answer("unsubscribed", id, &json!({ "subscriptions": list }));
        Ok(())
    }

    fn send(&self, id: Option<&Value>, channel: usize, batch: Batch) -> Result<(), ApiError> {
        let mut accepted = beginning("accepted", id);
        accepted.push_str(",\"data\":");
        // What writes JSON writes UTF-8.
        accepted.push_str(std::str::from_utf8(batch.accepted()).unwrap_or("[]"));
        accepted.push('}');
        // It is sent if the client can be told.
        let place = self.client.app.unread.place(accepted.len())?;
        self.client.app.handle.send(channel, batch)?;
        self.client.outbox.answer(accepted.into(), place);
        Ok(())
    }

    async fn ping(&self, id: Option<&Value>) -> Result<(), ApiError> {
        let time = self.client.app.handle.time().await?;
        self.answer("pong", id, &json!({ "time": time.to_naive_string() }));
        Ok(())
    }

    fn describe(&self, subscription: Subscription, target: &Target) -> Value {
        let mut described = Map::new();
        described.insert("subscription".to_owned(), subscription.number.into());
        match target {
            Target::Heartbeat => {
                described.insert("channel".to_owned(), HEARTBEAT.into());
            }
            Target::Ticks(address) => {
                let name = address.channel_name(&self.client.app);
                described.insert("channel".to_owned(), name.into());
                if let Some(key) = address.basket_key() {
                    described.insert("key".to_owned(), key.into());
                }
            }
        }
        described.into()
    }

    fn answer(&self, kind: &str, id: Option<&Value>, fields: &Value) {
        if let Some((text, place)) = self.written(kind, id, fields) {
            self.client.outbox.answer(text, place);
        }
    }

    /// An answer with its place. Without one it is the end of the client.
    fn written(&self, kind: &str, id: Option<&Value>, fields: &Value) -> Option<(Utf8Bytes, Place)> {
        let mut text = beginning(kind, id);
        for (name, value) in fields.as_object().into_iter().flatten() {
            // Writing to a text cannot fail.
            let _ = write!(text, ",{}:{value}", Value::from(name.as_str()));
        }
        text.push('}');
        let place = self.client.app.unread.place(text.len());
        place.map_err(|_| self.client.outbox.end(End::Crowded)).ok().map(|place| (text.into(), place))
    }
}

/// The fields with which an answer begins.
fn beginning(kind: &str, id: Option<&Value>) -> String {
    let mut text = format!(r#"{{"type":"{kind}""#);
    if let Some(id) = id {
        let _ = write!(text, r#","request":{id}"#);
    }
    text
}

/// An error in the form that it has over REST, with its status.
fn problem(error: ApiError) -> Value {
    json!({ "status": error.status().as_u16(), "detail": error.detail() })
}

/// The frames of what goes out, as this protocol has them.
pub(super) fn write(outgoing: Outgoing, out: &mut Vec<Message>) {
    match outgoing {
        Outgoing::Ping => out.push(Message::Ping(Bytes::new())),
        Outgoing::Answer(text, _) => out.push(Message::Text(text)),
        Outgoing::Snapshot(subscription, frame) => {
            write_tick(&frame, subscription.format, &format!(r#""type":"snapshot","subscription":{},"#, subscription.number), out);
        }
        Outgoing::Tick(subscription, seq, dropped, frame) => {
            let mut fields = format!(r#""type":"tick","subscription":{},"seq":{seq},"#, subscription.number);
            if dropped > 0 {
                // Writing to a text cannot fail.
                let _ = write!(fields, r#""dropped":{dropped},"#);
            }
            write_tick(&frame, subscription.format, &fields, out);
        }
    }
}

/// A tick after `fields`: one text with its data, or one that says that Arrow follows, and that.
fn write_tick(frame: &Frame, format: Format, fields: &str, out: &mut Vec<Message>) {
    let text = match format {
        Format::Json => frame.text_after(fields),
        Format::Arrow => match frame.arrow() {
            Ok(bytes) => {
                out.push(Message::Text(frame.announcement(&format!(r#"{fields}"format":"arrow","#))));
                return out.push(Message::Binary(bytes.clone()));
            }
            Err(reason) => frame.announcement(&format!(r#"{fields}"detail":{},"#, Value::from(reason))),
        },
    };
    out.push(Message::Text(text));
}

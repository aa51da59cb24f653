//! Following channels: what is wanted, and how it comes.

use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use gateway_runtime::futures::future::BoxFuture;
use gateway_runtime::futures::{Stream, StreamExt};
use serde_json::{Map, Value, json};

use super::connection::Connection;
use super::{AnyClient, ClientError};

/// What comes of a subscription.
#[derive(Debug, Clone, PartialEq)]
pub enum Event<T> {
    /// A tick.
    Tick(T),
    /// Ticks were lost here: those that follow are later ones.
    Gap(Gap),
    /// The connection is lost, for this reason. The subscription goes on by itself, once there is a new one.
    Interrupted(ClientError),
}

impl<T> Event<T> {
    /// The tick, if it is one.
    pub fn tick(self) -> Option<T> {
        if let Self::Tick(tick) = self { Some(tick) } else { None }
    }

    /// The same event, with another form of tick.
    pub(super) fn try_map<U, E>(self, read: impl FnOnce(T) -> Result<U, E>) -> Result<Event<U>, E> {
        Ok(match self {
            Self::Tick(tick) => Event::Tick(read(tick)?),
            Self::Gap(gap) => Event::Gap(gap),
            Self::Interrupted(error) => Event::Interrupted(error),
        })
    }
}

/// Ticks of a channel that were lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The channel.
    pub channel: String,
    /// The key of a basket, if it is known.
    pub key: Option<String>,
    /// How many, if it is known; there may also have been none.
    pub missed: Option<u64>,
}

/// A tick as [`AnyClient`] gives it.
#[derive(Debug, Clone, PartialEq)]
pub struct Update {
    /// The channel.
    pub channel: String,
    /// The key of a basket.
    pub key: Option<String>,
    /// One message, or those of a list, with ids and times.
    pub data: Vec<Value>,
}

/// A wish to follow channels. Await it, and it is a [`Subscription`].
#[derive(Debug, Clone)]
#[must_use = "nothing is followed until it is awaited"]
pub struct Follow {
    pub(super) client: AnyClient,
    pub(super) channels: Vec<String>,
    pub(super) from_last: bool,
    pub(super) pace: Pace,
}

/// How many of its ticks a subscription gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    Every,
    Conflate,
    Sample(Duration),
}

impl AnyClient {
    /// Follows channels, or single keys of baskets, in one connection. A lost connection is made again: see [`Event`].
    ///
    /// ```no_run
    /// use gateway_rest::client::{AnyClient, Event};
    /// use gateway_runtime::futures::StreamExt;
    ///
    /// # async fn example(desk: AnyClient) -> Result<(), gateway_rest::client::ClientError> {
    /// let mut ticks = desk.subscribe(["orders", "quotes/A"]).from_last().await?;
    /// while let Some(event) = ticks.next().await {
    ///     if let Event::Tick(update) = event? {
    ///         println!("{}: {:?}", update.channel, update.data);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn subscribe<C: Into<String>>(&self, channels: impl IntoIterator<Item = C>) -> Follow {
        let channels = channels.into_iter().map(Into::into).collect();
        Follow { client: self.clone(), channels, from_last: false, pace: Pace::Every }
    }
}

impl Follow {
    /// The last ticks come first.
    pub fn from_last(self) -> Self {
        Self { from_last: true, ..self }
    }

    /// Only the newest tick of each key, whenever this client is ready for more.
    pub fn conflated(self) -> Self {
        Self { pace: Pace::Conflate, ..self }
    }

    /// Only the newest tick of each key, this often at most.
    pub fn sampled(self, interval: Duration) -> Self {
        Self { pace: Pace::Sample(interval), ..self }
    }

    /// Whether this tick is wanted.
    pub(super) fn wants(&self, Update { channel, key, .. }: &Update) -> bool {
        let is_key = |wanted: &str| key.as_ref().is_some_and(|key| wanted.split_once('/') == Some((channel.as_str(), key.as_str())));
        self.channels.iter().any(|wanted| wanted == channel || is_key(wanted))
    }

    /// What is asked of a gateway that speaks the superset, with the last ticks.
    pub(super) fn request(&self) -> Value {
        let mut request = json!({ "action": "subscribe", "request": "subscribe", "snapshot": true });
        match self.pace {
            Pace::Every => {}
            Pace::Conflate => request["policy"] = "conflate".into(),
            Pace::Sample(interval) => {
                request["policy"] = "sample".into();
                request["interval_ms"] = u64::try_from(interval.as_millis()).unwrap_or(u64::MAX).max(1).into();
            }
        }
        request["subscriptions"] = self.channels.iter().map(|channel| named(channel).into()).collect::<Vec<Value>>().into();
        request
    }

    /// What is asked of a gateway that speaks the protocol of csp-gateway only.
    pub(super) fn plain_requests(&self) -> impl Iterator<Item = Value> {
        self.channels.iter().map(|channel| {
            let mut request = Map::from_iter([("action".to_owned(), "subscribe".into())]);
            request.extend(named(channel));
            request.into()
        })
    }
}

/// `orders` or `quotes/A` as fields of a request.
fn named(channel: &str) -> Map<String, Value> {
    let (name, key) = channel.split_once('/').map_or((channel, None), |(name, key)| (name, Some(key)));
    let mut fields = Map::from_iter([("channel".to_owned(), Value::from(name))]);
    fields.extend(key.map(|key| ("key".to_owned(), Value::from(key))));
    fields
}

impl IntoFuture for Follow {
    type Output = Result<Subscription, ClientError>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    /// Connects, and subscribes.
    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let connection = Connection::open(self).await?;
            let events = gateway_runtime::futures::stream::unfold(connection, |mut connection| async {
                let event = connection.next().await?;
                Some((event, connection))
            });
            Ok(Subscription { events: events.boxed() })
        })
    }
}

/// The ticks of channels as they come, over any number of connections.
///
/// It ends after an error with which nothing can go on; an error of one tick does not end it.
pub struct Subscription {
    events: Pin<Box<dyn Stream<Item = Result<Event<Update>, ClientError>> + Send>>,
}

impl Stream for Subscription {
    type Item = Result<Event<Update>, ClientError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.events.as_mut().poll_next(context)
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription").finish_non_exhaustive()
    }
}

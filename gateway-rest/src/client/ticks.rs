//! Following channels of a known type.

use std::future::IntoFuture;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use gateway_runtime::Tick;
use gateway_runtime::channel::{ChannelSet, Payload, Shape};
use gateway_runtime::futures::Stream;
use gateway_runtime::futures::future::BoxFuture;

use super::follow::{Follow, Subscription, Update};
use super::{Client, ClientError, Event, Place};

/// A wish to follow a channel of a known type. Await it, and it is [`Ticks`].
#[derive(Debug, Clone)]
#[must_use = "nothing is followed until it is awaited"]
pub struct FollowTicks<P> {
    follow: Follow,
    payload: PhantomData<fn() -> P>,
}

impl<S: ChannelSet> Client<S> {
    /// Follows a channel, or one key of a basket. A lost connection is made again: see [`Event`].
    ///
    /// ```no_run
    /// # use gateway_rest::client::{Client, ClientError, Event};
    /// # use gateway_runtime::prelude::*;
    /// # #[channels] pub struct Desk { pub levels: Channel<f64> }
    /// use gateway_runtime::futures::StreamExt;
    ///
    /// # async fn example(desk: Client<Desk>) -> Result<(), ClientError> {
    /// let mut levels = desk.subscribe(Desk::levels).from_last().await?;
    /// while let Some(event) = levels.next().await {
    ///     match event? {
    ///         Event::Tick(level) => println!("{} at {:?}", level.value(), level.time()),
    ///         Event::Gap(gap) => println!("lost: {:?}", gap.missed),
    ///         Event::Interrupted(reason) => println!("{reason}"),
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[expect(clippy::needless_pass_by_value, reason = "a place is named where it is used, as in all other calls")]
    pub fn subscribe<L: Place<S>>(&self, place: L) -> FollowTicks<L::Payload> {
        FollowTicks { follow: self.any().subscribe([place.address().text()]), payload: PhantomData }
    }
}

impl<P> FollowTicks<P> {
    /// The last tick comes first; of a basket, that of every key.
    pub fn from_last(self) -> Self {
        Self { follow: self.follow.from_last(), ..self }
    }

    /// Only the newest tick of each key, whenever this client is ready for more.
    pub fn conflated(self) -> Self {
        Self { follow: self.follow.conflated(), ..self }
    }

    /// Only the newest tick of each key, this often at most.
    pub fn sampled(self, interval: Duration) -> Self {
        Self { follow: self.follow.sampled(interval), ..self }
    }
}

impl<P: Payload> IntoFuture for FollowTicks<P> {
    type Output = Result<Ticks<P>, ClientError>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    /// Connects, and subscribes.
    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { Ok(Ticks { subscription: self.follow.await?, payload: PhantomData }) })
    }
}

/// The ticks of a channel as they come, over any number of connections.
///
/// It ends after an error with which nothing can go on; an error of one tick does not end it.
#[derive(Debug)]
pub struct Ticks<P> {
    subscription: Subscription,
    payload: PhantomData<fn() -> P>,
}

impl<P: Payload> Stream for Ticks<P> {
    type Item = Result<Event<Tick<P>>, ClientError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let event = ready!(Pin::new(&mut self.subscription).poll_next(context));
        Poll::Ready(event.map(|event| event?.try_map(read)))
    }
}

fn read<P: Payload>(update: Update) -> Result<Tick<P>, ClientError> {
    let Update { channel, key, data } = update;
    // Who follows one key knows it already.
    let label = key.as_deref().filter(|_| P::SHAPE == Shape::Basket);
    Tick::from_wire(data, label).map_err(|error| ClientError::Unexpected(format!("{channel}: {error}")))
}

//! A client that knows the channels: a wrong name or type is a compile error.

use std::marker::PhantomData;

use gateway_runtime::Tick;
use gateway_runtime::channel::{ChannelSet, Gathered, NoTick, Payload, Shape};
use serde_json::Value;

use super::place::{Address, of_elements, of_keys};
use super::{AnyClient, ClientError, Endpoint, OneByOne, Place};

/// A client of a gateway with the channel set `S`. Cheap to clone.
///
/// ```no_run
/// use gateway_rest::client::Client;
/// use gateway_runtime::prelude::*;
///
/// #[message]
/// pub struct Quote {
///     pub bid: f64,
/// }
///
/// #[channels]
/// pub struct Desk {
///     #[channel(send)]
///     pub limits: Channel<f64>,
///     pub quotes: Basket<String, Quote>,
/// }
///
/// # async fn example() -> Result<(), gateway_rest::client::ClientError> {
/// let desk = Client::<Desk>::connect("http://127.0.0.1:8000")?;
/// desk.send(Desk::limits, 1e6).await?;
/// for (venue, quote) in desk.last(Desk::quotes).await? {
///     println!("{venue}: {} since {:?}", quote.value().bid, quote.time());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Client<S> {
    any: AnyClient,
    set: PhantomData<fn() -> S>,
}

impl<S> Clone for Client<S> {
    fn clone(&self) -> Self {
        Self { any: self.any.clone(), set: PhantomData }
    }
}

impl<S: ChannelSet> Client<S> {
    /// A client of the gateway at `endpoint`. No connection is made yet.
    ///
    /// # Errors
    /// What is wrong with the endpoint.
    pub fn connect(endpoint: impl Into<Endpoint>) -> Result<Self, ClientError> {
        AnyClient::connect(endpoint).map(Self::from)
    }

    /// The client below, for what has no type.
    pub fn any(&self) -> &AnyClient {
        &self.any
    }

    /// The last tick of a channel, or of one key of a basket; of a whole basket the last ticks by their keys.
    pub async fn last<L: Place<S>>(&self, place: L) -> Result<<L::Payload as Gathered>::Last, ClientError> {
        let address = place.address();
        let ticks = match L::Payload::SHAPE {
            Shape::Basket => of_keys(self.any.last_by_key(&address.text()).await?),
            Shape::Value | Shape::List => of_elements(self.any.last(&address.text()).await?),
        };
        ticks.map(<L::Payload as Gathered>::last).map_err(|error| not_of(&address, &error))
    }

    /// The next tick, once it comes; of a whole basket the last ticks of all keys, once one of them ticks.
    ///
    /// # Errors
    /// Beside others, status 504 if nothing ticks for as long as the gateway waits.
    pub async fn next<L: Place<S>>(&self, place: L) -> Result<<L::Payload as Gathered>::Next, ClientError> {
        let address = place.address();
        let ticks = match L::Payload::SHAPE {
            Shape::Basket => of_keys(self.any.next_by_key(&address.text()).await?),
            Shape::Value | Shape::List => of_elements(self.any.next(&address.text()).await?),
        };
        together::<L::Payload>(&address, ticks)
    }

    /// Sends a message, a whole list to a channel of lists, or messages by their keys to a whole basket. Gives what was accepted,
    /// with its id and time.
    pub async fn send<L: Place<S>>(
        &self,
        place: L,
        sent: <L::Payload as Gathered>::Sent,
    ) -> Result<<L::Payload as Gathered>::Next, ClientError> {
        let address = place.address();
        let body = <L::Payload as Gathered>::body(&sent).map_err(|error| cannot_send(&address, &error))?;
        let accepted = self.any.send(&address.text(), &body).await?;
        let ticks = match (L::Payload::SHAPE, body) {
            (Shape::Basket, Value::Object(sent)) => of_keys(sent.into_iter().map(|(key, _)| key).zip(accepted).collect()),
            _ => of_elements(accepted),
        };
        together::<L::Payload>(&address, ticks)
    }

    /// Sends messages that tick one after the other, all or none of them.
    pub async fn send_all<L: OneByOne<S>>(
        &self,
        place: L,
        messages: impl IntoIterator<Item = L::Message>,
    ) -> Result<Vec<Tick<L::Message>>, ClientError> {
        let address = place.address();
        let bodies: Result<Vec<Value>, _> = messages.into_iter().map(|message| <L::Message as Gathered>::body(&message)).collect();
        let bodies = bodies.map_err(|error| cannot_send(&address, &error))?;
        let accepted = self.any.send(&address.text(), &Value::Array(bodies)).await?;
        let ticks = accepted.into_iter().map(|element| Tick::from_wire(vec![element], None)).collect::<Result<_, NoTick>>();
        ticks.map_err(|error| not_of(&address, &error))
    }
}

impl<S> From<AnyClient> for Client<S> {
    /// The caller knows that the gateway has these channels. If it has not, calls fail.
    fn from(any: AnyClient) -> Self {
        Self { any, set: PhantomData }
    }
}

fn together<P: Gathered>(address: &Address, ticks: Result<Vec<Tick<P>>, NoTick>) -> Result<P::Next, ClientError> {
    let ticks = ticks.map_err(|error| not_of(address, &error))?;
    P::next(ticks).ok_or_else(|| ClientError::Unexpected(format!("{}: there is no tick in it", address.text())))
}

fn not_of(address: &Address, error: &NoTick) -> ClientError {
    ClientError::Unexpected(format!("{}: {error}", address.text()))
}

fn cannot_send(address: &Address, error: &serde_json::Error) -> ClientError {
    ClientError::Unexpected(format!("{} cannot be written as JSON: {error}", address.text()))
}

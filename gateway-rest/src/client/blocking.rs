//! The client for programs without an asynchronous runtime: it has one of its own.

use std::sync::Arc;

use gateway_runtime::Tick;
use gateway_runtime::channel::{ChannelSet, Gathered, Payload};
use gateway_runtime::futures::StreamExt;
use tokio::runtime::Runtime;

use super::{AnyClient, ClientError, Endpoint, Event, OneByOne, Place, Ticks};

/// A client of a gateway with the channel set `S`, whose calls wait for their answers. Cheap to clone.
///
/// Everything that it has no method for is asked by [`wait`](Self::wait). Not for use within asynchronous code: there it panics.
///
/// ```no_run
/// use gateway_rest::client::blocking::Client;
/// # use gateway_runtime::prelude::*;
/// # #[channels] pub struct Desk { #[channel(send)] pub limits: Channel<f64> }
///
/// let desk = Client::<Desk>::connect("http://127.0.0.1:8000")?;
/// desk.send(Desk::limits, 1e6)?;
/// let stats = desk.wait(desk.any().stats())?;
/// for limit in desk.subscribe(Desk::limits)? {
///     println!("{:?}", limit?);
/// }
/// # Ok::<(), gateway_rest::client::ClientError>(())
/// ```
#[derive(Debug)]
pub struct Client<S> {
    client: super::Client<S>,
    runtime: Arc<Runtime>,
}

impl<S> Clone for Client<S> {
    fn clone(&self) -> Self {
        Self { client: self.client.clone(), runtime: Arc::clone(&self.runtime) }
    }
}

impl<S: ChannelSet> Client<S> {
    /// A client of the gateway at `endpoint`. No connection is made yet.
    ///
    /// # Errors
    /// What is wrong with the endpoint.
    pub fn connect(endpoint: impl Into<Endpoint>) -> Result<Self, ClientError> {
        let client = super::Client::connect(endpoint)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| ClientError::Endpoint(format!("no runtime: {error}")))?;
        Ok(Self { client, runtime: Arc::new(runtime) })
    }

    /// Waits for an answer of this client, or of the one [below](Self::any).
    pub fn wait<F: Future>(&self, answer: F) -> F::Output {
        self.runtime.block_on(answer)
    }

    /// The client below, for what has no type.
    pub fn any(&self) -> &AnyClient {
        self.client.any()
    }

    /// See [`Client::last`](super::Client::last).
    pub fn last<L: Place<S>>(&self, place: L) -> Result<<L::Payload as Gathered>::Last, ClientError> {
        self.wait(self.client.last(place))
    }

    /// See [`Client::next`](super::Client::next).
    pub fn next<L: Place<S>>(&self, place: L) -> Result<<L::Payload as Gathered>::Next, ClientError> {
        self.wait(self.client.next(place))
    }

    /// See [`Client::send`](super::Client::send).
    pub fn send<L: Place<S>>(&self, place: L, sent: <L::Payload as Gathered>::Sent) -> Result<<L::Payload as Gathered>::Next, ClientError> {
        self.wait(self.client.send(place, sent))
    }

    /// See [`Client::send_all`](super::Client::send_all).
    pub fn send_all<L: OneByOne<S>>(
        &self,
        place: L,
        messages: impl IntoIterator<Item = L::Message>,
    ) -> Result<Vec<Tick<L::Message>>, ClientError> {
        self.wait(self.client.send_all(place, messages))
    }

    /// The ticks of a channel, or of one key of a basket, as they come. See [`Client::subscribe`](super::Client::subscribe).
    pub fn subscribe<L: Place<S>>(&self, place: L) -> Result<Iter<L::Payload>, ClientError> {
        let ticks = self.wait(self.client.subscribe(place).into_future())?;
        Ok(Iter { ticks, runtime: Arc::clone(&self.runtime) })
    }
}

/// The ticks of a channel as they come. Asking for the next one waits.
#[derive(Debug)]
pub struct Iter<P> {
    ticks: Ticks<P>,
    runtime: Arc<Runtime>,
}

impl<P: Payload> Iterator for Iter<P> {
    type Item = Result<Event<Tick<P>>, ClientError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.runtime.block_on(self.ticks.next())
    }
}

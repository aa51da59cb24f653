//! The one queue into a live engine: bounded in entries and in bytes.
//!
//! Policy: a value from outside that does not fit is refused at once ([`Refused::Full`](super::Refused::Full));
//! asynchronous and blocking sources wait; questions wait for a short time. Nothing that was accepted is dropped.

use std::any::Any;
use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures::StreamExt;
use futures::future::BoxFuture;
use futures::stream::Stream;
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot};

use super::command::Call;
use super::{AnyOutlet, Refused};
use crate::channel::{Batch, Payload};
use crate::stage::Follows;

/// What waits for the engine.
pub(crate) enum Entry {
    /// Values from outside. The permit holds their bytes until they are delivered.
    Batch { channel: usize, batch: Batch, _bytes: OwnedSemaphorePermit },
    /// Values of an asynchronous source.
    Values { input: usize, values: Box<dyn Any + Send> },
    /// An asynchronous source that panicked.
    Failed { node: usize, text: String },
    /// What follows from an operation on the areas of a staged channel. The permit holds the bytes of its values.
    Staging { channel: usize, follows: Follows, _bytes: OwnedSemaphorePermit },
    /// Something to do between two cycles.
    Job(Job),
    /// A command, to be run between two cycles. The permit holds the bytes of its arguments.
    Command { call: Call, _bytes: OwnedSemaphorePermit },
}

/// What is done between two cycles.
pub(crate) type Job = Box<dyn FnOnce(&mut dyn Outlets) + Send>;

/// The outside of all channels, as a job sees it.
pub(crate) trait Outlets {
    fn outlet(&mut self, channel: usize) -> &mut dyn AnyOutlet;
}

/// How long a question waits for a place in a full queue.
const PATIENCE: Duration = Duration::from_secs(1);

/// The way into a live engine.
#[derive(Clone)]
pub(crate) struct Entrance {
    pub(crate) queue: mpsc::Sender<Entry>,
    pub(crate) rest: Arc<Rest>,
}

/// Whether the engine has nothing to do.
#[derive(Debug, Default)]
pub(crate) struct Rest(AtomicBool);

impl Rest {
    /// The engine's thread does nothing but `wait`.
    pub(crate) fn during(&self, wait: impl FnOnce()) {
        self.0.store(true, Ordering::Release);
        wait();
        self.0.store(false, Ordering::Release);
    }
}

impl Entrance {
    pub(crate) fn new(queue: mpsc::Sender<Entry>) -> Self {
        Self { queue, rest: Arc::default() }
    }

    /// Whether the engine has done all that was accepted before this call, and is between two cycles.
    pub(crate) fn is_settled(&self) -> bool {
        // In this order: the engine says that it does not rest before it takes an entry out of the queue. So who finds the
        // queue empty finds it at work on what was there, or resting because that is done.
        self.queue.capacity() == self.queue.max_capacity() && self.rest.0.load(Ordering::Acquire)
    }

    /// Waits until the engine has done all that was accepted before this call, and is between two cycles. If it has nothing to do
    /// it is not even asked.
    pub(crate) async fn settled(&self) -> Result<(), Refused> {
        // Who has to wait gets a box for it, which the many who need not wait would only carry about.
        if self.is_settled() { Ok(()) } else { Box::pin(self.reached()).await }
    }

    /// Waits until the engine gets to what is put into the queue now.
    async fn reached(&self) -> Result<(), Refused> {
        let (done, reached) = oneshot::channel();
        self.job(move |_| {
            // The asker may have gone.
            let _ = done.send(());
        })
        .await?;
        reached.await.map_err(|_| Refused::Stopping)
    }

    /// Lets the engine do something between two cycles.
    pub(crate) async fn job(&self, job: impl FnOnce(&mut dyn Outlets) + Send + 'static) -> Result<(), Refused> {
        self.enter(Entry::Job(Box::new(job))).await
    }

    /// Puts something into the queue, for which it may wait a short time.
    pub(crate) async fn enter(&self, entry: Entry) -> Result<(), Refused> {
        self.queue.send_timeout(entry, PATIENCE).await.map_err(|error| match error {
            mpsc::error::SendTimeoutError::Timeout(_) => Refused::Full,
            mpsc::error::SendTimeoutError::Closed(_) => Refused::Stopping,
        })
    }

    /// Puts something into the queue, if there is a place.
    pub(crate) fn try_enter(&self, entry: Entry) -> Result<(), Refused> {
        self.queue.try_send(entry).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => Refused::Full,
            mpsc::error::TrySendError::Closed(_) => Refused::Stopping,
        })
    }
}

/// How many values of a stream that are ready at once go into one entry.
const CHUNK: usize = 256;

/// An asynchronous or blocking source that waits to be opened.
pub struct StreamSource {
    pub(crate) input: usize,
    pub(crate) node: usize,
    pub(crate) open: Open,
    /// Ends with the thread of a blocking source.
    pub(crate) thread: Option<std::sync::mpsc::Receiver<std::convert::Infallible>>,
    /// Why it cannot run.
    pub(crate) fault: Option<String>,
}

/// Takes the values of a source to the queue, until either ends.
type Open = Box<dyn FnOnce(mpsc::Sender<Entry>) -> BoxFuture<'static, ()> + Send>;

impl fmt::Debug for StreamSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StreamSource").field("input", &self.input).field("node", &self.node).finish_non_exhaustive()
    }
}

impl StreamSource {
    /// The source behind `input` that gives the values of `stream`.
    pub fn new<P: Payload>(input: usize, node: usize, stream: impl Stream<Item = P> + Send + 'static) -> Self {
        let open = move |queue: mpsc::Sender<Entry>| -> BoxFuture<'static, ()> {
            Box::pin(async move {
                // Caught before values are put together: those from before a panic are still delivered.
                let mut chunks = std::pin::pin!(AssertUnwindSafe(stream).catch_unwind().ready_chunks(CHUNK));
                while let Some(chunk) = chunks.next().await {
                    let mut values: Vec<P> = Vec::with_capacity(chunk.len());
                    let mut panic = None;
                    for value in chunk {
                        match value {
                            Ok(value) => values.push(value),
                            Err(caught) => panic = Some(caught),
                        }
                    }
                    if !values.is_empty() && queue.send(Entry::Values { input, values: Box::new(values) }).await.is_err() {
                        return;
                    }
                    if let Some(panic) = panic {
                        std::panic::resume_unwind(panic);
                    }
                }
            })
        };
        Self { input, node, open: Box::new(open), thread: None, fault: None }
    }
}

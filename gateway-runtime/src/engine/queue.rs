//! The one queue into a live engine: bounded in entries and in bytes.
//!
//! Policy: a value from outside that does not fit is refused at once ([`Refused::Full`](super::Refused::Full));
//! asynchronous and blocking sources wait; questions wait for a short time. Nothing that was accepted is dropped.

use std::any::Any;
use std::fmt;
use std::panic::AssertUnwindSafe;

use futures::StreamExt;
use futures::future::BoxFuture;
use futures::stream::Stream;
use tokio::sync::{OwnedSemaphorePermit, mpsc};

use super::AnyOutlet;
use super::command::Call;
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

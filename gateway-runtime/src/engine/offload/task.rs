//! The work of one trigger of a node off the engine's thread.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::{Arc, mpsc};
use std::task::Poll;
use std::time::Duration;

use futures::future::BoxFuture;
use tokio::sync::Semaphore;

use super::Desk;
use crate::engine::failure::{Fault, caught};

/// What a task gives, or how it failed.
pub(super) type Outcome<O> = Result<O, Fault>;

/// What a node prepared to be done off the engine's thread.
pub struct Task<O>(Work<O>);

enum Work<O> {
    Future(BoxFuture<'static, Outcome<O>>),
    Blocking(Box<dyn FnOnce() -> Outcome<O> + Send>),
}

impl<O> std::fmt::Debug for Task<O> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Task").finish_non_exhaustive()
    }
}

impl<O: Send + 'static> Task<O> {
    /// A future, and how its output becomes what the node gives, or an error.
    pub fn future<F>(work: F, convert: impl FnOnce(F::Output) -> Result<O, String> + Send + 'static) -> Self
    where
        F: Future + Send + 'static,
    {
        Self(Work::Future(Box::pin(async move { settled(convert(work.await)) })))
    }

    /// A function that blocks its thread, and how its result becomes what the node gives, or an error.
    pub fn blocking<T>(work: impl FnOnce() -> T + Send + 'static, convert: impl FnOnce(T) -> Result<O, String> + Send + 'static) -> Self {
        Self(Work::Blocking(Box::new(move || settled(convert(work())))))
    }

    /// Does the work; a panic and a time that is up are failures. A blocking task takes one of `threads`.
    pub(super) async fn run(self, timeout: Option<Duration>, threads: Arc<Semaphore>) -> Outcome<O> {
        let work = async move {
            match self.0 {
                Work::Future(work) => {
                    let mut work = pin!(work);
                    poll_fn(|cx| match caught(|| work.as_mut().poll(cx)) {
                        Ok(poll) => poll,
                        Err(panic) => Poll::Ready(Err(panic)),
                    })
                    .await
                }
                Work::Blocking(work) => {
                    let thread = threads.acquire_owned().await;
                    let done = tokio::task::spawn_blocking(move || {
                        let outcome = caught(work).flatten();
                        drop(thread);
                        outcome
                    });
                    done.await.unwrap_or_else(|_| Err(Fault::error(CANCELLED)))
                }
            }
        };
        match timeout {
            None => work.await,
            Some(timeout) => {
                let late = || Err(Fault::error(format!("it was not done within {timeout:?}")));
                tokio::time::timeout(timeout, work).await.unwrap_or_else(|_| late())
            }
        }
    }
}

fn settled<O>(result: Result<O, String>) -> Outcome<O> {
    result.map_err(Fault::error)
}

const CANCELLED: &str = "it was cancelled: its runtime has shut down";

/// Tells the engine how a task went, whatever becomes of it.
pub(super) struct Report<O> {
    ticket: u64,
    sender: mpsc::Sender<(u64, Outcome<O>)>,
    desk: Arc<Desk>,
    is_sent: bool,
}

impl<O> Report<O> {
    pub(super) fn new(ticket: u64, sender: mpsc::Sender<(u64, Outcome<O>)>, desk: Arc<Desk>) -> Self {
        Self { ticket, sender, desk, is_sent: false }
    }

    pub(super) fn send(mut self, outcome: Outcome<O>) {
        self.tell(outcome);
    }

    fn tell(&mut self, outcome: Outcome<O>) {
        self.is_sent = true;
        // The engine may have gone.
        let _ = self.sender.send((self.ticket, outcome));
        self.desk.ring();
    }
}

impl<O> Drop for Report<O> {
    fn drop(&mut self) {
        if !self.is_sent {
            self.tell(Err(Fault::error(CANCELLED)));
        }
    }
}

//! Blocking sources: an iterator on a thread of its own, which waits for its rate and for a place in the queue.

use std::any::Any;
use std::convert::Infallible;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError, channel};
use std::thread;
use std::time::Instant;

use futures::future::BoxFuture;
use tokio::sync::{mpsc, oneshot};

use super::queue::{Entry, StreamSource};
use crate::channel::Payload;
use crate::rate::{Pace, Rate};

impl StreamSource {
    /// The blocking source behind `input` that gives the values of `iterator`, no faster than `rate`.
    pub fn blocking<P: Payload>(
        input: usize,
        node: usize,
        iterator: impl Iterator<Item = P> + Send + 'static,
        rate: Result<Option<Rate>, String>,
    ) -> Self {
        // Neither is ever sent to: that one end is gone is what the other has to know.
        let (running, ended) = channel::<Infallible>();
        let (rate, fault) = match rate {
            Ok(rate) => (rate, None),
            Err(fault) => (None, Some(fault)),
        };
        let open = move |queue: mpsc::Sender<Entry>| -> BoxFuture<'static, ()> {
            Box::pin(async move {
                let (_wanted, stop) = channel::<Infallible>();
                let (result, end) = oneshot::channel::<Result<(), Box<dyn Any + Send>>>();
                let generate = move || {
                    let _running = running;
                    let _ = result.send(catch_unwind(AssertUnwindSafe(|| generate(input, iterator, rate, &queue, &stop))));
                };
                if let Err(error) = thread::Builder::new().name("source".to_owned()).spawn(generate) {
                    tracing::error!("the thread of a blocking source could not be made: {error}");
                }
                if let Ok(Err(panic)) = end.await {
                    resume_unwind(panic);
                }
            })
        };
        Self { input, node, open: Box::new(open), thread: Some(ended), fault }
    }
}

/// Takes values to the queue until either ends, or `stop` does.
fn generate<P: Payload>(
    input: usize,
    mut values: impl Iterator<Item = P>,
    rate: Option<Rate>,
    queue: &mpsc::Sender<Entry>,
    stop: &Receiver<Infallible>,
) {
    let mut pace = rate.map(Pace::new);
    loop {
        match pace.as_mut().map(|pace| pace.wait(Instant::now())) {
            Some(wait) if stop.recv_timeout(wait) != Err(RecvTimeoutError::Timeout) => return,
            None if stop.try_recv() != Err(TryRecvError::Empty) => return,
            _ => {}
        }
        let Some(value) = values.next() else { return };
        if queue.blocking_send(Entry::Values { input, values: Box::new(vec![value]) }).is_err() {
            return;
        }
    }
}

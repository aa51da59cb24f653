//! The asynchronous sources of a live run: tasks that end with their module.

use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use tokio::runtime;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use super::failure::panic_text;
use super::queue::Entry;
use super::{Context, Graph, StreamSource};
use crate::graph::GraphMeta;

/// Where asynchronous sources run.
#[derive(Debug)]
pub(crate) struct Streams {
    queue: mpsc::Sender<Entry>,
    runtime: runtime::Handle,
    open: Vec<Open>,
}

#[derive(Debug)]
struct Open {
    module: usize,
    task: AbortHandle,
}

impl Streams {
    pub(crate) fn new(queue: mpsc::Sender<Entry>, runtime: runtime::Handle) -> Self {
        Self { queue, runtime, open: Vec::new() }
    }

    /// Opens the sources of a module.
    pub(crate) fn open<G: Graph>(&mut self, graph: &mut G, cx: &mut Context, module: usize) {
        // Sources may make timers and sockets before they are first polled.
        let runtime = self.runtime.clone();
        let _runtime = runtime.enter();
        for source in graph.streams(cx, module) {
            let task = run(source, cx.graph(), self.queue.clone());
            self.open.push(Open { module, task: self.runtime.spawn(task).abort_handle() });
        }
    }

    /// Ends the sources of a module.
    pub(crate) fn close(&mut self, module: usize) {
        for ended in self.open.extract_if(.., |open| open.module == module) {
            ended.task.abort();
        }
    }
}

impl Drop for Streams {
    fn drop(&mut self) {
        for open in &self.open {
            open.task.abort();
        }
    }
}

/// Takes the values of a source to the queue, and tells if it panics.
async fn run(source: StreamSource, graph: &'static GraphMeta, queue: mpsc::Sender<Entry>) {
    let (node, name) = (source.node, graph.node_name(source.node));
    match AssertUnwindSafe((source.open)(queue.clone())).catch_unwind().await {
        Ok(()) => tracing::info!("source `{name}` has ended"),
        Err(panic) => {
            let text = panic_text(panic.as_ref()).to_owned();
            tracing::error!("source `{name}` panicked and has ended: {text}");
            // The engine may have gone, and its failures with it.
            let _ = queue.send(Entry::Failed { node, text }).await;
        }
    }
}

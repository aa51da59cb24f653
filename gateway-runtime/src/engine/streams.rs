//! The asynchronous sources of a live run: tasks that end with their module.

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use tokio::runtime;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use super::failure::panic_text;
use super::queue::Entry;
use super::{Context, Graph, StartError, StreamSource};
use crate::graph::GraphMeta;

/// Where asynchronous sources run.
#[derive(Debug)]
pub(crate) struct Streams {
    queue: mpsc::Sender<Entry>,
    runtime: runtime::Handle,
    open: Vec<Open>,
    threads: Vec<SourceThread>,
}

/// The thread of a blocking source: what ends with it, and the source's name.
pub(crate) type SourceThread = (std::sync::mpsc::Receiver<Infallible>, String);

#[derive(Debug)]
struct Open {
    module: usize,
    task: AbortHandle,
}

impl Streams {
    pub(crate) fn new(queue: mpsc::Sender<Entry>, runtime: runtime::Handle) -> Self {
        Self { queue, runtime, open: Vec::new(), threads: Vec::new() }
    }

    /// Opens the sources of a module.
    ///
    /// # Errors
    /// One of them cannot run; then none does.
    pub(crate) fn open<G: Graph>(&mut self, graph: &mut G, cx: &mut Context, module: usize) -> Result<(), StartError> {
        // Sources may make timers and sockets before they are first polled.
        let runtime = self.runtime.clone();
        let _runtime = runtime.enter();
        let sources = graph.streams(cx, module);
        if let Some((node, fault)) = sources.iter().find_map(|source| Some((source.node, source.fault.clone()?))) {
            return Err(StartError::Node(cx.graph().node_name(node), fault));
        }
        for mut source in sources {
            self.threads.extend(source.thread.take().map(|thread| (thread, cx.graph().node_name(source.node))));
            let task = run(source, cx.graph(), self.queue.clone());
            self.open.push(Open { module, task: self.runtime.spawn(task).abort_handle() });
        }
        Ok(())
    }

    /// Ends all sources. The threads of blocking ones end by themselves, soon after.
    pub(crate) fn end(mut self) -> Vec<SourceThread> {
        std::mem::take(&mut self.threads)
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

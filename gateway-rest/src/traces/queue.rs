//! Where spans wait to be sent. It is bounded: what has no place is dropped and counted, and nobody waits.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use opentelemetry::Context;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{Span, SpanData, SpanProcessor};
use tokio::sync::{Notify, mpsc};

/// What is counted of spans, and the word that they are to be sent at once.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    /// Spans that the collector took.
    pub(crate) sent: AtomicU64,
    /// Spans for which there was no place.
    pub(crate) dropped: AtomicU64,
    /// Spans that the collector did not take.
    pub(crate) failed: AtomicU64,
    /// The gateway stops.
    pub(super) end: Notify,
}

/// The entrance of the queue.
#[derive(Debug)]
pub(super) struct Queue {
    places: mpsc::Sender<SpanData>,
    figures: Arc<Figures>,
}

impl Queue {
    /// A queue with so many places, and where spans come out of it.
    pub(super) fn new(places: usize) -> (Self, mpsc::Receiver<SpanData>) {
        let (places, waiting) = mpsc::channel(places);
        (Self { places, figures: Arc::default() }, waiting)
    }

    pub(super) fn figures(&self) -> Arc<Figures> {
        Arc::clone(&self.figures)
    }
}

impl SpanProcessor for Queue {
    fn on_start(&self, _: &mut Span, _: &Context) {}

    fn on_end(&self, span: SpanData) {
        if span.span_context.is_sampled() && self.places.try_send(span).is_err() {
            self.figures.dropped.fetch_add(1, Relaxed);
        }
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        Ok(())
    }
}

//! A stream of ticks as a span: it begins with its request, goes on after the answer has begun, and counts.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use opentelemetry::trace::TraceContextExt;
use opentelemetry::{Context, KeyValue};

use crate::app::App;

/// One stream, counted if it is traced.
#[derive(Debug)]
pub(crate) struct Streamed(Option<Counted>);

#[derive(Debug)]
struct Counted {
    context: Context,
    received: AtomicU64,
    sent: AtomicU64,
}

impl Streamed {
    /// A stream that the current request begins.
    pub(crate) fn begin(app: &App, name: &'static str) -> Self {
        let counted = |context| Counted { context, received: AtomicU64::new(0), sent: AtomicU64::new(0) };
        Self(app.traces.as_ref().map(|traces| counted(traces.open(name))))
    }

    /// The client has sent something.
    pub(crate) fn received(&self) {
        if let Some(counted) = &self.0 {
            counted.received.fetch_add(1, Relaxed);
        }
    }

    /// So much was written to the client.
    pub(crate) fn sent(&self, messages: usize) {
        if let Some(counted) = &self.0 {
            counted.sent.fetch_add(messages as u64, Relaxed);
        }
    }

    /// Says why it is over.
    pub(crate) fn over(&self, reason: &str) {
        if let Some(counted) = &self.0 {
            counted.context.span().set_attribute(KeyValue::new("gateway.end", reason.to_owned()));
        }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let count = |counter: &AtomicU64| i64::try_from(counter.load(Relaxed)).unwrap_or(i64::MAX);
        let span = self.context.span();
        span.set_attribute(KeyValue::new("gateway.messages.received", count(&self.received)));
        span.set_attribute(KeyValue::new("gateway.messages.sent", count(&self.sent)));
        span.end();
    }
}

//! What a request does, as spans inside its own.

use std::future::Future;
use std::sync::Arc;

use opentelemetry::trace::{FutureExt, SpanKind, Status, TraceContextExt, Tracer};
use opentelemetry::{Context, KeyValue};

use super::Traces;
use crate::app::App;

impl App {
    /// Waits for the engine, as a span below that of the request.
    pub(crate) async fn engine<T, E>(&self, work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        self.step("engine", work, |_| Vec::new()).await
    }

    /// Does `work`, as a span of this name. `tell` says of its result what is worth knowing. If nothing is traced this is the work and
    /// nothing else. Errors are told without their text, in which anything could stand that was sent.
    pub(crate) async fn step<T, E>(
        &self,
        name: &'static str,
        work: impl Future<Output = Result<T, E>>,
        tell: impl FnOnce(&T) -> Vec<KeyValue>,
    ) -> Result<T, E> {
        let Some(traces) = &self.traces else { return work.await };
        let context = traces.open(name);
        let outcome = work.with_context(context.clone()).await;
        match &outcome {
            Ok(done) => context.span().set_attributes(tell(done)),
            Err(_) => context.span().set_status(Status::error("")),
        }
        context.span().end();
        outcome
    }

    /// Follows what was just sent on a channel until the engine has been through its cycles. The client does not wait for that.
    pub(crate) fn follow_into_engine(self: &Arc<Self>, channel: usize) {
        let Some(context) = self.traces.as_ref().map(|traces| traces.open("engine")).filter(|context| context.span().is_recording()) else {
            return;
        };
        let app = Arc::clone(self);
        tokio::spawn(async move {
            let span = context.span();
            span.set_attribute(KeyValue::new("gateway.channel", app.handle.channels()[channel].name()));
            // A question is answered behind all that was sent before it.
            match app.handle.time().await {
                Ok(time) => {
                    let cycles = i64::try_from(app.handle.stats().cycles).unwrap_or(i64::MAX);
                    span.set_attributes([KeyValue::new("gateway.time", time.to_string()), KeyValue::new("gateway.cycles", cycles)]);
                }
                Err(_) => span.set_status(Status::error("")),
            }
            span.end();
        });
    }
}

impl Traces {
    /// A span below the current one.
    pub(super) fn open(&self, name: &'static str) -> Context {
        let current = Context::current();
        let span = self.tracer.span_builder(name).with_kind(SpanKind::Internal).start_with_context(&self.tracer, &current);
        current.with_span(span)
    }
}

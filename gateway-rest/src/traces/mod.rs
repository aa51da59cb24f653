//! Traces for OpenTelemetry: each request as a span, with what it waits for inside it, sent to a collector by OTLP over HTTP.
//!
//! Without a collector there is no tracer, no layer and no task: a request meets one branch for each step that could be a span.
//!
//! | file | what is in it |
//! |---|---|
//! | `settings.rs` | what is set, here or in the environment that OpenTelemetry defines |
//! | `collector.rs` | where spans are sent to |
//! | `queue.rs`, `deliver.rs` | where they wait for it; how they get there, and what happens if they do not |
//! | `refused.rs` | what it says of them |
//! | `request.rs`, `step.rs`, `streamed.rs`, `slow.rs` | the spans: a request, what it does, a stream that outlives its request, a slow cycle |

mod collector;
mod deliver;
mod queue;
mod refused;
mod request;
mod settings;
mod slow;
mod step;
mod streamed;

use std::sync::Arc;
use std::time::Duration;

use gateway_runtime::Handle;
use opentelemetry::trace::TracerProvider;
use opentelemetry::{InstrumentationScope, KeyValue};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{Sampler, SdkTracer, SdkTracerProvider};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};

pub(crate) use collector::Collector;
use deliver::Deliver;
pub(crate) use queue::Figures;
use queue::Queue;
pub(crate) use request::{TRACE_REQUEST, TRACE_RESPONSE, traced};
pub use settings::TraceSettings;
pub(crate) use streamed::Streamed;

/// What makes spans.
#[derive(Debug)]
pub(crate) struct Traces {
    tracer: SdkTracer,
    pub(crate) figures: Arc<Figures>,
    /// Whether spans have the text of statements.
    pub(crate) tell_statements: bool,
}

/// The task that sends spans.
#[derive(Debug)]
pub(crate) struct Delivery {
    task: JoinHandle<()>,
    figures: Arc<Figures>,
}

impl Traces {
    /// Begins to send what the gateway behind `handle` does to `collector`.
    pub(crate) fn start(collector: Collector, handle: &Handle) -> (Self, Delivery) {
        let Collector { settings, mut exporter, refused, place, queue, delay } = collector;
        let resource = resource(&settings, handle.graph().name);
        opentelemetry_sdk::trace::SpanExporter::set_resource(&mut exporter, &resource);
        let (processor, waiting) = Queue::new(queue);
        let figures = processor.figures();
        let mut provider = SdkTracerProvider::builder().with_resource(resource).with_span_processor(processor);
        if let Some(one_in) = settings.one_in {
            let some = Sampler::TraceIdRatioBased(1.0 / f64::from(one_in.max(1)));
            provider = provider.with_sampler(Sampler::ParentBased(Box::new(some)));
        }
        let scope = InstrumentationScope::builder("gateway-rest").with_version(env!("CARGO_PKG_VERSION")).build();
        let tracer = provider.build().tracer_with_scope(scope);
        tokio::spawn(slow::told(handle.clone(), tracer.clone()));
        let deliver = Deliver { exporter, refused, place, delay, figures: Arc::clone(&figures) };
        let delivery = Delivery { task: tokio::spawn(deliver.run(waiting)), figures: Arc::clone(&figures) };
        (Self { tracer, figures, tell_statements: settings.statements }, delivery)
    }
}

impl Delivery {
    /// Sends what waits when all requests are answered, until `end` at the latest.
    pub(crate) async fn finish(self, end: Instant) {
        self.figures.end.notify_one();
        let abort = self.task.abort_handle();
        if timeout_at(end, self.task).await.is_err() {
            abort.abort();
            tracing::warn!("the collector did not take all spans before the stop");
        }
    }
}

/// Who sends the spans: by the settings, else by the environment, else the gateway's name.
fn resource(settings: &TraceSettings, name: &str) -> Resource {
    let known = Resource::builder().build();
    let said = known.get(&"service.name".into()).map(|said| said.to_string()).filter(|said| !said.starts_with("unknown_service"));
    let service = settings.service.clone().or(said).unwrap_or_else(|| name.to_owned());
    Resource::builder().with_attribute(KeyValue::new("service.name", service)).build()
}

/// A number as spans have them.
pub(crate) fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// How long after the stop spans may be sent: a little less than what the gateway gives its mounts.
pub(crate) const LAST_SPANS_MAY_TAKE: Duration = Duration::from_millis(4_800);

//! Cycles of the engine that took long, each as a span of its own.

use std::time::{Duration, SystemTime};

use gateway_runtime::Handle;
use gateway_runtime::engine::SlowCycle;
use opentelemetry::KeyValue;
use opentelemetry::trace::{Span, Tracer};
use opentelemetry_sdk::trace::SdkTracer;
use tokio::sync::broadcast::error::RecvError;

/// Makes the spans until the gateway stops.
pub(super) async fn told(handle: Handle, tracer: SdkTracer) {
    let mut cycles = handle.slow_cycles();
    loop {
        let cycle = tokio::select! {
            cycle = cycles.recv() => cycle,
            () = handle.stopping() => return,
        };
        match cycle {
            Ok(cycle) => tell(&cycle, &tracer),
            Err(RecvError::Lagged(missed)) => tracing::warn!("{missed} slow cycles have no span: there were too many at once"),
            Err(RecvError::Closed) => return,
        }
    }
}

fn tell(cycle: &SlowCycle, tracer: &SdkTracer) {
    let began = SystemTime::UNIX_EPOCH + Duration::from_nanos(u64::try_from(cycle.began.as_nanos()).unwrap_or_default());
    let known = [
        KeyValue::new("gateway.cycle", i64::try_from(cycle.cycle).unwrap_or(i64::MAX)),
        KeyValue::new("gateway.node", cycle.node.clone()),
        KeyValue::new("gateway.node.seconds", cycle.in_node.as_secs_f64()),
    ];
    let mut span = tracer.span_builder("slow cycle").with_start_time(began).with_attributes(known).start(tracer);
    span.end_with_timestamp(began + cycle.lasted);
}

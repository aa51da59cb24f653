//! What becomes of spans.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::DescriptorEncoder;

use super::engine::count;
use crate::traces::Figures;

#[derive(Debug)]
pub(super) struct Spans(pub(super) Arc<Figures>);

impl Collector for Spans {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        count(&mut encoder, "spans_sent", "Spans that the collector took", self.0.sent.load(Relaxed))?;
        count(&mut encoder, "spans_dropped", "Spans for which there was no place in the queue", self.0.dropped.load(Relaxed))?;
        count(&mut encoder, "spans_failed", "Spans that the collector did not take", self.0.failed.load(Relaxed))
    }
}

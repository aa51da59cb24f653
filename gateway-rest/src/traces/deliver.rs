//! Sends spans, many at a time, on a task of its own.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use opentelemetry_otlp::SpanExporter;
use opentelemetry_sdk::trace::{SpanData, SpanExporter as _};
use tokio::sync::mpsc::Receiver;
use tokio::time::{Instant, timeout_at};

use super::Figures;
use super::refused::{Partly, Refused};

/// How many spans are sent together.
const TOGETHER: usize = 512;

pub(super) struct Deliver {
    pub(super) exporter: SpanExporter,
    /// What the collector takes and yet refuses.
    pub(super) refused: Refused,
    /// The collector's address, for people.
    pub(super) place: String,
    pub(super) delay: Duration,
    pub(super) figures: Arc<Figures>,
}

impl Deliver {
    /// Sends what comes until the gateway stops, and then what still waits.
    pub(super) async fn run(self, mut waiting: Receiver<SpanData>) {
        let mut batch = Vec::new();
        let mut told = Told { reached: true, whole: true };
        let mut goes_on = true;
        while goes_on {
            goes_on = tokio::select! {
                () = self.fill(&mut batch, &mut waiting) => true,
                () = self.figures.end.notified() => false,
            };
            self.send(std::mem::take(&mut batch), &mut told).await;
        }
        waiting.close();
        while waiting.recv_many(&mut batch, TOGETHER).await > 0 {
            self.send(std::mem::take(&mut batch), &mut told).await;
        }
    }

    /// Waits for a span, and then not for long for those that are sent with it. What has come stays in `batch` if this is not finished.
    async fn fill(&self, batch: &mut Vec<SpanData>, waiting: &mut Receiver<SpanData>) {
        waiting.recv_many(batch, TOGETHER).await;
        let send = Instant::now() + self.delay;
        while batch.len() < TOGETHER {
            let more = waiting.recv_many(batch, TOGETHER - batch.len());
            if timeout_at(send, more).await.unwrap_or(0) == 0 {
                break;
            }
        }
    }

    /// Sends these. A collector that takes nothing is told of once, and once more when it takes something again; so is one that refuses
    /// some of what it takes.
    async fn send(&self, batch: Vec<SpanData>, told: &mut Told) {
        if batch.is_empty() {
            return;
        }
        let count = u64::try_from(batch.len()).unwrap_or(u64::MAX);
        match self.exporter.export(batch).await {
            Ok(()) => {
                self.taken(count, told);
                if !std::mem::replace(&mut told.reached, true) {
                    let lost = self.figures.failed.load(Relaxed) + self.figures.dropped.load(Relaxed);
                    tracing::info!("spans are taken again at {}; {lost} were lost since the start", self.place);
                }
            }
            Err(error) => {
                self.figures.failed.fetch_add(count, Relaxed);
                if std::mem::replace(&mut told.reached, false) {
                    tracing::warn!("spans cannot be sent to {}, and are lost until they can: {error}", self.place);
                }
            }
        }
    }

    /// The collector has taken so many spans, or said that it refuses some of them.
    fn taken(&self, count: u64, told: &mut Told) {
        let partly = self.refused.take();
        let refused = partly.as_ref().map_or(0, |partly| partly.refused.min(count));
        self.figures.sent.fetch_add(count - refused, Relaxed);
        self.figures.failed.fetch_add(refused, Relaxed);
        let was_whole = std::mem::replace(&mut told.whole, partly.is_none());
        match partly {
            Some(Partly { refused, reason }) if was_whole => {
                tracing::warn!("of {count} spans {refused} were refused at {}, which says: {reason:?}", self.place);
            }
            None if !was_whole => tracing::info!("all spans are taken again at {}", self.place),
            _ => {}
        }
    }
}

/// What was last told of the collector.
struct Told {
    /// It takes something.
    reached: bool,
    /// It takes all of it.
    whole: bool,
}

//! Figures of the service and the engine, in the text form of Prometheus (`OpenMetrics`).
//!
//! | file | what is in it |
//! |---|---|
//! | `requests.rs` | what is counted while requests are answered |
//! | `engine.rs` | what the engine counts, read when somebody asks |
//! | `traces.rs` | spans, if there are any |
//! | `transport.rs` | connections and streams, likewise |

mod engine;
mod requests;
mod traces;
mod transport;

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use gateway_runtime::Handle;
use prometheus_client::encoding::text::encode;
use prometheus_client::registry::Registry;

use crate::app::App;
use crate::error::ApiError;
use crate::routing::{RouteTable, page};
use crate::stream::Streams;
use crate::traces::Traces;
use crate::transport::Places;

pub(crate) use requests::{Measured, OfRoute, Requests, method_name};

/// What a scraper is told that it gets.
pub(crate) const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// All figures.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    pub(crate) requests: Requests,
}

impl Metrics {
    pub(crate) fn new(handle: &Handle, places: &Arc<Places>, streams: &Arc<Streams>, traces: Option<&Traces>) -> Self {
        let mut registry = Registry::with_prefix("gateway");
        let requests = Requests::new(&mut registry);
        registry.register_collector(Box::new(engine::Engine(handle.clone())));
        registry.register_collector(Box::new(transport::Transport { places: Arc::clone(places), streams: Arc::clone(streams) }));
        if let Some(traces) = traces {
            registry.register_collector(Box::new(traces::Spans(Arc::clone(&traces.figures))));
        }
        Self { registry, requests }
    }
}

/// `GET /metrics`.
pub(crate) fn router() -> RouteTable {
    RouteTable::new().route("/metrics", page(answer))
}

async fn answer(State(app): State<Arc<App>>) -> Response {
    let mut text = String::new();
    match encode(&mut text, &app.metrics.registry) {
        Ok(()) => ([(CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        Err(_) => ApiError::Internal.into_response(),
    }
}

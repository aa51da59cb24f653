//! A collector of OpenTelemetry, as far as spans go: it takes OTLP over HTTP on a port that the system chooses.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU16, Ordering::Relaxed};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use opentelemetry_proto::tonic::collector::trace::v1::{ExportTracePartialSuccess, ExportTraceServiceRequest, ExportTraceServiceResponse};
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use prost::Message;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::timeout;

pub struct Collector {
    pub endpoint: String,
    /// What it answers.
    pub status: Arc<AtomicU16>,
    /// How many spans it refuses of those that it takes.
    pub refuses: Arc<AtomicI64>,
    arrived: UnboundedReceiver<Span>,
    seen: Vec<Span>,
}

/// A span, readable.
#[derive(Debug, Clone)]
pub struct Span {
    pub service: String,
    pub name: String,
    pub trace: String,
    pub id: String,
    pub parent: String,
    pub is_server: bool,
    pub is_error: bool,
    pub attributes: Vec<(String, String)>,
}

impl Span {
    pub fn get(&self, name: &str) -> &str {
        self.attributes.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

#[derive(Clone)]
struct Arriving {
    status: Arc<AtomicU16>,
    refuses: Arc<AtomicI64>,
    spans: UnboundedSender<Span>,
}

impl Collector {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let status = Arc::new(AtomicU16::new(200));
        let (spans, arrived) = unbounded_channel();
        let refuses = Arc::new(AtomicI64::new(0));
        let arriving = Arriving { status: Arc::clone(&status), refuses: Arc::clone(&refuses), spans };
        let router = axum::Router::new().route("/v1/traces", post(take)).with_state(arriving);
        let service = hyper_util::service::TowerToHyperService::new(router);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let http = hyper_util::server::conn::auto::Builder::new(hyper_util::rt::TokioExecutor::new());
                let service = service.clone();
                tokio::spawn(async move { http.serve_connection(hyper_util::rt::TokioIo::new(stream), service).await });
            }
        });
        Self { endpoint, status, refuses, arrived, seen: Vec::new() }
    }

    /// Waits for a span, which may have come already.
    pub async fn span(&mut self, wanted: impl Fn(&Span) -> bool) -> Span {
        loop {
            if let Some(span) = self.seen.iter().find(|span| wanted(span)) {
                return span.clone();
            }
            match timeout(Duration::from_secs(20), self.arrived.recv()).await {
                Ok(Some(span)) => self.seen.push(span),
                _ => panic!("no such span came, but these: {:#?}", self.seen),
            }
        }
    }

    /// All that have come.
    pub fn all(&mut self) -> &[Span] {
        while let Ok(span) = self.arrived.try_recv() {
            self.seen.push(span);
        }
        &self.seen
    }
}

async fn take(State(arriving): State<Arriving>, body: Bytes) -> (StatusCode, Vec<u8>) {
    let status = StatusCode::from_u16(arriving.status.load(Relaxed)).unwrap();
    if status != StatusCode::OK {
        return (status, Vec::new());
    }
    for resource in ExportTraceServiceRequest::decode(body).unwrap().resource_spans {
        let service = read(&resource.resource.unwrap().attributes).into_iter().find(|(name, _)| name == "service.name").unwrap().1;
        for span in resource.scope_spans.into_iter().flat_map(|scope| scope.spans) {
            let attributes = read(&span.attributes);
            // The test may be over.
            let _ = arriving.spans.send(Span {
                service: service.clone(),
                name: span.name,
                trace: hex(&span.trace_id),
                id: hex(&span.span_id),
                parent: hex(&span.parent_span_id),
                is_server: span.kind == 2,
                is_error: span.status.is_some_and(|status| status.code == 2),
                attributes,
            });
        }
    }
    let rejected_spans = arriving.refuses.load(Relaxed);
    let partial_success =
        (rejected_spans > 0).then(|| ExportTracePartialSuccess { rejected_spans, error_message: "these are too old".to_owned() });
    (StatusCode::OK, ExportTraceServiceResponse { partial_success }.encode_to_vec())
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn read(attributes: &[KeyValue]) -> Vec<(String, String)> {
    let text = |value: &AnyValue| match value.value.clone().unwrap() {
        Value::StringValue(text) => text,
        Value::IntValue(number) => number.to_string(),
        Value::DoubleValue(number) => number.to_string(),
        Value::ArrayValue(values) => format!("{:?}", values.values),
        other => format!("{other:?}"),
    };
    attributes.iter().map(|attribute| (attribute.key.clone(), text(attribute.value.as_ref().unwrap()))).collect()
}

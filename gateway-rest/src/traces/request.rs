//! One request as a span, by OpenTelemetry's conventions for HTTP.

use axum::extract::Request;
use axum::http::header::{HOST, USER_AGENT};
use axum::http::uri::Authority;
use axum::http::{HeaderName, HeaderValue, Method, Version};
use axum::response::Response;
use gateway_runtime::cli::REQUEST;
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::{FutureExt, SpanKind, Status, TraceContextExt, TraceFlags, Tracer};
use opentelemetry::{Array, KeyValue, StringValue, Value};
use opentelemetry_http::HeaderExtractor;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tracing::Instrument;

use super::Traces;
use crate::access_log::without_key;
use crate::auth::Identity;
use crate::metrics::method_name;
use crate::transport::{Client, request_id};

/// Where a client says to which trace its request belongs.
pub(crate) const TRACE_REQUEST: [HeaderName; 2] = [HeaderName::from_static("traceparent"), HeaderName::from_static("tracestate")];

/// What tells the client under which ids its request is found.
pub(crate) const TRACE_RESPONSE: HeaderName = HeaderName::from_static("traceresponse");

/// Makes a span of each request, below that of the caller if it sent `traceparent`; and lets the log know its ids.
pub(crate) async fn traced(
    traces: &Traces,
    client: Client,
    route: Option<&str>,
    request: Request,
    answer: impl AsyncFnOnce(Request) -> Response,
) -> Response {
    let caller = TraceContextPropagator::new().extract(&HeaderExtractor(request.headers()));
    let method = known(request.method());
    let name = route.as_ref().map_or_else(|| method.to_owned(), |route| format!("{method} {route}"));
    let asked = asked(&request, client, method, route);
    let span = traces.tracer.span_builder(name).with_kind(SpanKind::Server).with_attributes(asked);
    let context = caller.with_span(span.start_with_context(&traces.tracer, &caller));
    let ids = context.span().span_context().clone();
    let log = tracing::error_span!(target: REQUEST, "request", trace_id = %ids.trace_id(), span_id = %ids.span_id());

    let mut response = answer(request).with_context(context.clone()).instrument(log).await;

    let span = context.span();
    span.set_attributes(answered(&response));
    if response.status().is_server_error() {
        span.set_attribute(KeyValue::new("error.type", response.status().as_str().to_owned()));
        span.set_status(Status::error(""));
    }
    span.end();
    let flags = ids.trace_flags() & TraceFlags::SAMPLED;
    let place = format!("00-{}-{}-{:02x}", ids.trace_id(), ids.span_id(), flags);
    if let Ok(place) = HeaderValue::try_from(place) {
        response.headers_mut().insert(TRACE_RESPONSE, place);
    }
    response
}

/// The method, as far as anybody knows it.
fn known(method: &Method) -> &'static str {
    match method_name(method) {
        "other" => "HTTP",
        known => known,
    }
}

/// What there is to say of a request before it is answered. No key is in it.
fn asked(request: &Request, client: Client, method: &'static str, route: Option<&str>) -> Vec<KeyValue> {
    let header = |name: HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let mut all = vec![
        KeyValue::new("http.request.method", if method == "HTTP" { "_OTHER" } else { method }),
        KeyValue::new("url.path", request.uri().path().to_owned()),
        KeyValue::new("url.scheme", if client.secure { "https" } else { "http" }),
        KeyValue::new("client.address", client.peer.to_string()),
        KeyValue::new("network.protocol.version", if request.version() == Version::HTTP_10 { "1.0" } else { "1.1" }),
    ];
    if method == "HTTP" {
        all.push(KeyValue::new("http.request.method_original", request.method().to_string()));
    }
    let query = request.uri().query().and_then(|_| without_key(request.uri()).split_once('?').map(|(_, query)| query.to_owned()));
    let server = header(HOST).and_then(|host| host.parse::<Authority>().ok());
    all.extend(server.as_ref().and_then(Authority::port_u16).map(|port| KeyValue::new("server.port", i64::from(port))));
    let server = server.map(|server| server.host().to_owned());
    let optional = [
        ("http.route", route.map(str::to_owned)),
        ("url.query", query),
        ("server.address", server),
        ("user_agent.original", header(USER_AGENT)),
    ];
    all.extend(optional.into_iter().filter_map(|(name, value)| Some(KeyValue::new(name, value?))));
    all
}

/// What there is to say once an answer begins.
fn answered(response: &Response) -> Vec<KeyValue> {
    let mut all = vec![KeyValue::new("http.response.status_code", i64::from(response.status().as_u16()))];
    if let Some(id) = response.headers().get(request_id::HEADER).and_then(|id| id.to_str().ok()) {
        let id = Array::String(vec![StringValue::from(id.to_owned())]);
        all.push(KeyValue::new("http.response.header.x-request-id", Value::Array(id)));
    }
    if let Some(name) = response.extensions().get::<Identity>().and_then(|identity| identity.name.clone()) {
        all.push(KeyValue::new("user.name", name.to_string()));
    }
    all
}

//! The forms of good answers.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, LOCATION, RETRY_AFTER, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use gateway_runtime::channel::{AnyTick, write_array};
use gateway_runtime::state::Form;
use serde_json::Value;

use crate::kept::Written;

/// JSON that is already text.
pub(crate) fn json(status: StatusCode, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// What answers say that come in the form that the client chose.
pub(crate) fn headers(form: Form) -> HeaderMap {
    let kind = HeaderValue::from_static(form.media_type());
    [(CONTENT_TYPE, kind), (VARY, HeaderValue::from_static("accept"))].into_iter().collect()
}

/// An answer in the form that the client chose.
pub(crate) fn chosen(form: Form, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.headers_mut() = headers(form);
    response
}

/// The elements of all these ticks: always an array.
pub(crate) fn ticks(ticks: &[Arc<dyn AnyTick>]) -> Response {
    chosen(Form::Json, write_array(ticks.iter().map(|tick| &**tick)))
}

/// JSON that is kept.
pub(crate) fn kept(Written { body, headers }: Written) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.headers_mut() = headers;
    response
}

/// The elements of ticks of a basket, each under its key: always an object.
pub(crate) fn by_key(ticks: &[Arc<dyn AnyTick>]) -> Response {
    let mut body = vec![b'{'];
    for tick in ticks {
        if body.len() > 1 {
            body.push(b',');
        }
        body.extend_from_slice(Value::from(tick.key().unwrap_or_default()).to_string().as_bytes());
        body.push(b':');
        tick.write_elements(&mut body);
    }
    body.push(b'}');
    chosen(Form::Json, body)
}

/// The same request belongs to another address of this server.
pub(crate) fn redirect(path: &str, query: Option<&str>) -> Response {
    let location = query.map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
    // The text comes from a parsed address, which has nothing in it that a header could not hold.
    let location = HeaderValue::try_from(location).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::TEMPORARY_REDIRECT, [(LOCATION, location)]).into_response()
}

/// The client asks too much, and may come back after `wait`.
pub(crate) fn later(wait: Duration, detail: &str) -> Response {
    let seconds = wait.as_secs().saturating_add(1);
    let status = StatusCode::TOO_MANY_REQUESTS;
    let mut response = json(status, serde_json::json!({ "detail": detail, "status_code": status.as_u16() }).to_string());
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    response
}

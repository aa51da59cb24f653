//! Request bodies: received within limits, then read as JSON.

use std::pin::pin;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use gateway_runtime::futures::{FutureExt, StreamExt};
use gateway_runtime::message::{Location, Problem};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::error::ApiError;
use crate::json;

/// How long a body may take to arrive.
const BODY_MAY_TAKE: Duration = Duration::from_secs(30);

/// How many bytes over the limit are still taken, and thrown away: a client that is cut off while it writes may not
/// see the answer.
const THROWN_AWAY: usize = 1024 * 1024;

/// Takes in a whole body of at most `limit` bytes.
pub(crate) async fn receive(headers: &HeaderMap, body: Body, limit: usize) -> Result<Bytes, ApiError> {
    let announced = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok()).unwrap_or(0);
    if announced > limit.saturating_add(THROWN_AWAY) {
        return Err(ApiError::TooLarge(limit));
    }
    let mut bytes = pin!(async {
        let mut received = Vec::with_capacity(announced.min(limit));
        let mut length = 0_usize;
        let mut pieces = body.into_data_stream();
        while let Some(piece) = pieces.next().await {
            let piece = piece.map_err(|_| ApiError::BrokenBody)?;
            length = length.saturating_add(piece.len());
            if length > limit.saturating_add(THROWN_AWAY) {
                break;
            }
            if length <= limit {
                received.extend_from_slice(&piece);
            }
        }
        if length > limit { Err(ApiError::TooLarge(limit)) } else { Ok(Bytes::from(received)) }
    });
    // Most bodies arrive with their heads, and take no clock.
    if let Some(bytes) = bytes.as_mut().now_or_never() {
        return bytes;
    }
    timeout(BODY_MAY_TAKE, bytes).await.unwrap_or(Err(ApiError::SlowBody(BODY_MAY_TAKE)))
}

/// Reads a body as JSON.
pub(crate) fn parse(headers: &HeaderMap, bytes: &[u8]) -> Result<Value, ApiError> {
    require_json(headers, bytes)?;
    parse_text(bytes)
}

/// Refuses a body that is empty, or not said to be JSON.
pub(crate) fn require_json(headers: &HeaderMap, bytes: &[u8]) -> Result<(), ApiError> {
    if bytes.is_empty() {
        let problem = Problem::new("missing", "Field required", &Value::Null);
        return Err(ApiError::Invalid(vec![problem.under(&[Location::from("body")])]));
    }
    if is_json(headers) { Ok(()) } else { Err(ApiError::NotJson) }
}

/// Reads bytes as JSON.
pub(crate) fn parse_text(bytes: &[u8]) -> Result<Value, ApiError> {
    json::parse(bytes).map_err(|error| {
        let mut problem = Problem::new("json_invalid", "JSON decode error", &json!({}));
        problem.ctx = Some(json!({ "error": error.reason }));
        ApiError::Invalid(vec![problem.under(&[Location::from("body"), Location::Index(error.offset)])])
    })
}

/// Whether the body is said to be JSON.
///
/// A page of any web site may send text and forms to a server on the user's machine, but JSON only with a permission
/// that this service does not give. So what is not said to be JSON is not taken for it.
fn is_json(headers: &HeaderMap) -> bool {
    let Some(content_type) = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()) else { return false };
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") {
        return true;
    }
    let essence = essence.to_ascii_lowercase();
    essence.starts_with("application/") && essence.ends_with("+json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_goes_by_several_names() {
        let is_json = |text: &'static str| is_json(&[(CONTENT_TYPE, text.parse().unwrap())].into_iter().collect());
        for good in ["application/json", "Application/JSON; charset=utf-8", "application/problem+json"] {
            assert!(is_json(good), "{good}");
        }
        for bad in ["text/plain", "application/jsonp", "", "text/x+json", "multipart/form-data"] {
            assert!(!is_json(bad), "{bad}");
        }
    }
}

//! `/health/live` and `/health/ready`: for those who start, stop and choose processes. They need no key, and tell nothing else.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::answer;
use crate::app::App;
use crate::routing::{RouteTable, page};

/// How long the engine may take to answer while it counts as ready.
const ENGINE_MAY_TAKE: Duration = Duration::from_secs(1);

/// The routes.
pub(crate) fn router() -> RouteTable {
    RouteTable::new().route("/health/live", page(live)).route("/health/ready", page(ready))
}

/// The process answers. Who gets no answer may start it again.
async fn live() -> Response {
    told(StatusCode::OK, &json!({ "status": "live" }))
}

/// The engine answers, in time. Who gets another answer sends requests elsewhere.
async fn ready(State(app): State<Arc<App>>) -> Response {
    let reason = match timeout(ENGINE_MAY_TAKE, app.handle.time()).await {
        Ok(Ok(_)) => return told(StatusCode::OK, &json!({ "status": "ready" })),
        Ok(Err(refused)) => refused.to_string(),
        Err(_) => format!("the engine did not answer within {ENGINE_MAY_TAKE:?}"),
    };
    told(StatusCode::SERVICE_UNAVAILABLE, &json!({ "status": "not ready", "reasons": [reason] }))
}

fn told(status: StatusCode, value: &Value) -> Response {
    let mut response = answer::json(status, value.to_string());
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

//! What there is: lists that stay the same while the gateway runs.

use std::sync::Arc;

use axum::body::Bytes;
use axum::http::StatusCode;
use axum::routing::{MethodRouter, get};
use gateway_runtime::channel::Shape;
use gateway_runtime::mount::Description;
use serde_json::{Value, json};

use crate::answer;
use crate::app::App;
use crate::error::ApiError;
use crate::shown::Shown;

/// A route that always gives the same JSON.
pub(crate) fn fixed(value: &Value) -> MethodRouter<Arc<App>> {
    let body = Bytes::from(value.to_string());
    let refuse = || async { ApiError::WrongMethod("GET") };
    get(move || async move { answer::json(StatusCode::OK, body) }).head(refuse).fallback(refuse)
}

/// The versions of the API, whose addresses stand after `prefix`.
pub(super) fn discovery(prefix: &str) -> Value {
    json!({ "default": "v1", "versions": [{ "version": "v1", "path": format!("{prefix}/api/v1") }] })
}

/// The names of all channels.
pub(super) fn channels(app: &Description<'_>) -> Value {
    let mut names: Vec<&str> = Shown::all(app).iter().map(|channel| channel.name).collect();
    names.sort_unstable();
    json!(names)
}

/// The names of all channels that take values from outside, with the keys of baskets that are known.
pub(super) fn sendable(app: &Description<'_>) -> Value {
    let mut names = Vec::new();
    for channel in Shown::all(app).iter().filter(|channel| channel.is_sendable) {
        names.push(channel.name.to_owned());
        if channel.shape == Shape::Basket {
            names.extend(channel.keys.iter().map(|key| format!("{}/{key}", channel.name)));
        }
    }
    names.sort_unstable();
    json!(names)
}

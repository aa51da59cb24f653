//! The routes of the channels.

mod channels_graph;
mod fields;
mod last;
mod lists;
mod modules;
mod next;
mod send;

use std::sync::Arc;

use axum::Router;
use axum::extract::RawQuery;
use axum::routing::{MethodRouter, get, post};
use gateway_runtime::mount::Description;

use crate::address::Address;
use crate::answer;
use crate::app::App;
use crate::error::ApiError;

pub(crate) use fields::fields;
pub(crate) use lists::fixed;

/// The routes of the API, whose addresses stand after `prefix`.
pub(crate) fn router(app: &Description<'_>, prefix: &str) -> Router<Arc<App>> {
    let channel = "{*address}";
    Router::new()
        .route("/api", lists::fixed(&lists::discovery(prefix)))
        .route("/api/", moved("/api"))
        .route("/api/v1/last", moved("/api/v1/last/"))
        .route("/api/v1/last/", lists::fixed(&lists::channels(app)))
        .route(&format!("/api/v1/last/{channel}"), only("GET", get(last::last)))
        .route("/api/v1/next", moved("/api/v1/next/"))
        .route("/api/v1/next/", lists::fixed(&lists::channels(app)))
        .route(&format!("/api/v1/next/{channel}"), only("GET", get(next::next)))
        .merge(modules::router())
        .route("/api/v1/send", moved("/api/v1/send/"))
        .route("/api/v1/send/", lists::fixed(&lists::sendable(app)))
        .route(&format!("/api/v1/send/{channel}"), only("POST", post(send::send)))
        .route("/api/v1/channels_graph", lists::fixed(&channels_graph::channels_graph(app)))
        .route("/api/v1/channels_graph/", moved("/api/v1/channels_graph"))
}

/// Refuses all other methods of a channel's route; HEAD too, which a client cannot mean for a tick that may change.
fn only(allowed: &'static str, methods: MethodRouter<Arc<App>>) -> MethodRouter<Arc<App>> {
    let refuse = move |_: Address| async move { ApiError::WrongMethod(allowed) };
    methods.head(refuse).fallback(refuse)
}

/// Refuses all other methods of a route that is no channel's.
pub(crate) fn refused(allowed: &'static str, methods: MethodRouter<Arc<App>>) -> MethodRouter<Arc<App>> {
    let refuse = move || async move { ApiError::WrongMethod(allowed) };
    methods.head(refuse).fallback(refuse)
}

/// A route that has its place at `path`.
pub(crate) fn moved(path: impl Into<Arc<str>>) -> MethodRouter<Arc<App>> {
    let path = path.into();
    axum::routing::any(move |RawQuery(query): RawQuery| async move { answer::redirect(&path, query.as_deref()) })
}

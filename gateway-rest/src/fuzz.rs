//! What reads bytes from outside, for fuzz targets and tests with random inputs: each function takes any bytes, and panics if the
//! service does what it must never do. Not for programs.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::ws::Utf8Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::http::{Request, Uri};
use gateway_runtime::Handle;
use tower::ServiceExt;

use crate::app::{self, App};
use crate::checked::Checked;
use crate::stream::Streams;
use crate::{Settings, json, stream};

/// A service without sockets.
#[derive(Debug)]
pub struct Service {
    router: Router,
    app: Arc<App>,
}

impl Service {
    /// A service for the gateway behind `handle`.
    ///
    /// # Panics
    /// The settings are wrong, which the default ones are not.
    pub fn new(handle: Handle) -> Self {
        let checked = Checked::new(Settings::default(), &[], None).expect("the default settings are right");
        let streams = Arc::new(Streams::new(&handle, checked.settings.stream.clone()));
        let (router, app) = app::router(handle, checked, &streams, None);
        Self { router, app }
    }

    /// A body for a channel: it is accepted, or refused with what is wrong with it.
    pub async fn body(&self, channel: &str, bytes: &[u8]) {
        let request = Request::post(format!("/api/v1/send/{channel}")).header(CONTENT_TYPE, "application/json");
        self.ask(request.body(Body::from(bytes.to_vec())).expect("a request")).await;
    }

    /// A query of a state.
    pub async fn query(&self, state: &str, query: &str) {
        self.get(&format!("/api/v1/state/{state}?query={}", crate::address::encode(query))).await;
        self.get(&format!("/api/v1/state/{state}?{query}")).await;
    }

    /// What stands behind a verb in an address.
    pub async fn address(&self, address: &str) {
        for verb in ["last", "state", "lookup", "lookup/id", "field", "history"] {
            self.get(&format!("/api/v1/{verb}/{address}")).await;
        }
    }

    /// A frame of a stream, in both protocols.
    pub async fn frame(&self, text: &str) {
        for superset in [false, true] {
            stream::read_frame(&self.app, Utf8Bytes::from(text), superset).await;
        }
    }

    async fn get(&self, address: &str) {
        // What is no address at all does not get as far as this.
        if let Ok(uri) = address.parse::<Uri>() {
            self.ask(Request::get(uri).body(Body::empty()).expect("a request")).await;
        }
    }

    /// Whatever is asked, the answer is JSON, and no fault of the service.
    async fn ask(&self, request: Request<Body>) {
        let answer = self.router.clone().oneshot(request).await.expect("a router has an answer to everything");
        let status = answer.status();
        assert!(!status.is_server_error() || status == 503, "{status}");
        if status.is_redirection() {
            return;
        }
        let bytes: Bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.expect("an answer that is there");
        json::parse(&bytes)
            .unwrap_or_else(|error| panic!("{status} with what is no JSON: {}: {}", error.reason, String::from_utf8_lossy(&bytes)));
    }
}

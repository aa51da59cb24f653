//! Answers made smaller, for those who accept it.

use std::convert::Infallible;
use std::future::ready;

use axum::body::Body;
use axum::http::header::ACCEPT_ENCODING;
use axum::http::{HeaderMap, HeaderValue, Request, Response};
use tower::{Layer, ServiceExt, service_fn};
use tower_http::CompressionLevel;
use tower_http::compression::{CompressionLayer, Predicate};

/// Smaller answers fit into one packet anyway.
const LEAST: u64 = 1024;

/// Good, and quick: the best there is would take a hundred times as long.
const LEVEL: CompressionLevel = CompressionLevel::Precise(4);

/// What a client accepts.
pub(crate) struct Accepted(Vec<HeaderValue>);

impl Accepted {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        Self(headers.get_all(ACCEPT_ENCODING).iter().cloned().collect())
    }

    /// Compresses an answer that is [worth it](is_worth_it).
    pub(crate) async fn compress(self, response: Response<Body>) -> Response<Body> {
        let mut request = Request::new(());
        for encodings in self.0 {
            request.headers_mut().append(ACCEPT_ENCODING, encodings);
        }
        let mut response = Some(response);
        let there = service_fn(|_| ready(Ok::<_, Infallible>(response.take().unwrap_or_default())));
        let Ok(compressed) = CompressionLayer::new().quality(LEVEL).compress_when(Whole).layer(there).oneshot(request).await;
        compressed.map(Body::new)
    }
}

/// Whether to compress an answer: its size is known, since what comes piece by piece has to leave at once.
pub(crate) fn is_worth_it(response: &Response<Body>) -> bool {
    Whole.should_compress(response)
}

/// An answer that is there as a whole, and worth it.
#[derive(Debug, Clone, Copy)]
struct Whole;

impl Predicate for Whole {
    fn should_compress<B: hyper::body::Body>(&self, response: &Response<B>) -> bool {
        response.body().size_hint().exact().is_some_and(|size| size >= LEAST)
    }
}

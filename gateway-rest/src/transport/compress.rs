//! Answers made smaller, for those who accept it.

use hyper::body::Body;
use tower_http::CompressionLevel;
use tower_http::compression::{CompressionLayer, Predicate};

/// Smaller answers fit into one packet anyway.
const LEAST: u64 = 1024;

/// Good, and quick: the best there is would take a hundred times as long.
const LEVEL: CompressionLevel = CompressionLevel::Precise(4);

/// Compresses answers whose size is known. What comes piece by piece has to leave at once.
pub(crate) fn layer() -> CompressionLayer<Whole> {
    CompressionLayer::new().quality(LEVEL).compress_when(Whole)
}

/// An answer that is there as a whole, and worth it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Whole;

impl Predicate for Whole {
    fn should_compress<B: Body>(&self, response: &axum::http::Response<B>) -> bool {
        response.body().size_hint().exact().is_some_and(|size| size >= LEAST)
    }
}

//! Answers that the client has already: `ETag`, `If-None-Match` and 304.

use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use hyper::body::Body as _;

use crate::error::ApiError;

/// Larger answers have no tag.
const MOST: u64 = 1024 * 1024;

/// Other in each process: nobody can make two answers that have one tag.
static TAGS: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// What a request says of the answer that its client has already.
pub(crate) struct Condition {
    asks: bool,
    known: Option<HeaderValue>,
}

impl Condition {
    pub(crate) fn of(request: &Request) -> Self {
        Self { asks: *request.method() == Method::GET, known: request.headers().get(IF_NONE_MATCH).cloned() }
    }

    /// Whether the answer is to have a tag, which it has not yet: it is good, and not too large.
    pub(crate) fn wants_tag(&self, response: &Response) -> bool {
        let fits = || response.body().size_hint().exact().is_some_and(|size| size <= MOST);
        self.asks && response.status() == StatusCode::OK && !response.headers().contains_key(ETAG) && fits()
    }

    /// Of an answer that the client has already, by its tag, nothing more is sent than that.
    pub(crate) fn apply(&self, response: &mut Response) {
        let Some(known) = self.known.as_ref().filter(|_| self.asks && response.status() == StatusCode::OK) else { return };
        if response.headers().get(ETAG).is_some_and(|tag| names(known, tag)) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            response.headers_mut().remove(CONTENT_TYPE);
            response.headers_mut().remove(CONTENT_LENGTH);
            *response.body_mut() = Body::empty();
        }
    }
}

/// Gives an answer this tag. Who keeps the answer asks again each time, unless it says otherwise.
pub(crate) fn tag_with(headers: &mut HeaderMap, tag: HeaderValue) {
    headers.insert(ETAG, tag);
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
}

/// Gives an answer its tag. It is made of the bytes, in which a tick has its id.
pub(crate) async fn tagged(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    // The body is there already, so this takes no time.
    let Ok(bytes) = to_bytes(body, usize::MAX).await else { return ApiError::Internal.into_response() };
    tag_with(&mut parts.headers, tag(&bytes));
    Response::from_parts(parts, Body::from(bytes))
}

/// The tag of an answer with these bytes.
pub(crate) fn tag(bytes: &[u8]) -> HeaderValue {
    let tag = format!("W/\"{:016x}\"", TAGS.hash_one(bytes));
    HeaderValue::try_from(tag).unwrap_or(HeaderValue::from_static("W/\"\""))
}

/// Whether `If-None-Match` names the tag. Tags are compared weakly, as the header wants it.
fn names(known: &HeaderValue, tag: &HeaderValue) -> bool {
    let (Ok(known), Ok(tag)) = (known.to_str(), tag.to_str()) else { return false };
    let strong = tag.trim_start_matches("W/");
    known.split(',').map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == strong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_found_in_a_list() {
        let names = |known: &str| names(&HeaderValue::try_from(known).unwrap(), &HeaderValue::from_static("W/\"a\""));
        assert!(names("W/\"a\"") && names("\"b\", W/\"a\"") && names("\"a\"") && names("*"));
        assert!(!names("a") && !names("\"b\"") && !names(""));
    }
}

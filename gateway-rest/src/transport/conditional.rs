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

    /// Gives good answers a tag, and sends none of what the client has. The tag is made of the bytes, in which a tick has its id.
    pub(crate) async fn applied(self, response: Response) -> Response {
        let size = response.body().size_hint().exact();
        let whole = response.status() == StatusCode::OK && size.is_some_and(|size| size <= MOST);
        if !self.asks || !whole || response.headers().contains_key(ETAG) {
            return response;
        }
        let (mut parts, body) = response.into_parts();
        // The body is there already, so this takes no time.
        let Ok(bytes) = to_bytes(body, usize::MAX).await else { return ApiError::Internal.into_response() };
        let tag = format!("W/\"{:016x}\"", TAGS.hash_one(&bytes));
        let same = self.known.is_some_and(|known| names(&known, &tag));
        if let Ok(tag) = HeaderValue::try_from(tag) {
            parts.headers.insert(ETAG, tag);
        }
        // What is kept is asked for again each time.
        parts.headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
        if !same {
            return Response::from_parts(parts, Body::from(bytes));
        }
        parts.status = StatusCode::NOT_MODIFIED;
        without_body(&mut parts.headers);
        Response::from_parts(parts, Body::empty())
    }
}

fn without_body(headers: &mut HeaderMap) {
    headers.remove(CONTENT_TYPE);
    headers.remove(CONTENT_LENGTH);
}

/// Whether `If-None-Match` names the tag. Tags are compared weakly, as the header wants it.
fn names(known: &HeaderValue, tag: &str) -> bool {
    let Ok(known) = known.to_str() else { return false };
    let strong = tag.trim_start_matches("W/");
    known.split(',').map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == strong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_found_in_a_list() {
        let names = |known: &str| names(&HeaderValue::try_from(known).unwrap(), "W/\"a\"");
        assert!(names("W/\"a\"") && names("\"b\", W/\"a\"") && names("\"a\"") && names("*"));
        assert!(!names("a") && !names("\"b\"") && !names(""));
    }
}

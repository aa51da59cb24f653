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
        if !self.asks || response.status() != StatusCode::OK {
            return response;
        }
        let mut response = match tagged(response).await {
            Ok(response) => response,
            Err(as_it_is) => return as_it_is,
        };
        // What is kept is asked for again each time.
        response.headers_mut().entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
        let tag = response.headers().get(ETAG);
        if !self.known.zip(tag).is_some_and(|(known, tag)| names(&known, tag)) {
            return response;
        }
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        without_body(response.headers_mut());
        *response.body_mut() = Body::empty();
        response
    }
}

/// An answer with its tag; or one that gets none.
async fn tagged(response: Response) -> Result<Response, Response> {
    if response.headers().contains_key(ETAG) {
        return Ok(response);
    }
    if response.body().size_hint().exact().is_none_or(|size| size > MOST) {
        return Err(response);
    }
    let (mut parts, body) = response.into_parts();
    // The body is there already, so this takes no time.
    let bytes = to_bytes(body, usize::MAX).await.map_err(|_| ApiError::Internal.into_response())?;
    parts.headers.insert(ETAG, tag(&bytes));
    Ok(Response::from_parts(parts, Body::from(bytes)))
}

/// The tag of an answer with these bytes.
pub(crate) fn tag(bytes: &[u8]) -> HeaderValue {
    let tag = format!("W/\"{:016x}\"", TAGS.hash_one(bytes));
    HeaderValue::try_from(tag).unwrap_or(HeaderValue::from_static("W/\"\""))
}

fn without_body(headers: &mut HeaderMap) {
    headers.remove(CONTENT_TYPE);
    headers.remove(CONTENT_LENGTH);
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

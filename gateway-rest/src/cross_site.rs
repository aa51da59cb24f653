//! Requests that a page of another web site makes the user's browser send.
//!
//! A page may send a POST without a body, or with text, to a server on the user's machine without asking. Such a request says where
//! it comes from; programs that are no browsers say nothing.

use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};

/// Whether another web site sends it.
pub(crate) fn is_of_other_site(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let is_ours = match (text("sec-fetch-site"), text(ORIGIN.as_str())) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => origin.split_once("://").is_some_and(|(_, host)| text(HOST.as_str()) == Some(host)),
        (None, None) => true,
    };
    !is_ours
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_sites_are_refused() {
        let is_taken = |headers: &[(&'static str, &str)]| {
            let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
            !is_of_other_site(&headers.collect::<HeaderMap>())
        };
        assert!(is_taken(&[]));
        assert!(is_taken(&[("host", "localhost:8000"), ("origin", "http://localhost:8000")]));
        assert!(is_taken(&[("sec-fetch-site", "same-origin")]));
        assert!(is_taken(&[("sec-fetch-site", "none")]));
        assert!(!is_taken(&[("host", "localhost:8000"), ("origin", "http://localhost:9000")]));
        assert!(!is_taken(&[("host", "localhost:8000"), ("origin", "null")]));
        assert!(!is_taken(&[("sec-fetch-site", "same-site")]));
        assert!(!is_taken(&[("sec-fetch-site", "cross-site"), ("host", "a"), ("origin", "http://a")]));
    }
}

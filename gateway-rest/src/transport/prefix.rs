//! The path under which a reverse proxy shows the service. Requests may come with it or without; answers have it.

use axum::extract::Request;
use axum::http::header::LOCATION;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, Uri};
use axum::response::Response;

use crate::start_error::StartError;

/// `root_path` in the form `/some/path`, or empty.
pub(crate) fn checked(root_path: &str) -> Result<String, StartError> {
    let path = root_path.trim_matches('/');
    if path.is_empty() {
        return Ok(String::new());
    }
    let prefix = format!("/{path}");
    // It stands in addresses, in cookies and on pages.
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
    let good = prefix.bytes().all(is_plain) && !prefix.contains("//") && !prefix.split('/').any(|segment| segment == "..");
    if good { Ok(prefix) } else { Err(StartError(format!("root_path: `{root_path}` is no path, such as /desk"))) }
}

/// The request without `prefix`, if it has it.
pub(crate) fn strip<B>(mut request: Request<B>, prefix: &str) -> Request<B> {
    let Some(path_and_query) = request.uri().path_and_query() else { return request };
    let Some(rest) = path_and_query.as_str().strip_prefix(prefix).filter(|_| !prefix.is_empty()) else { return request };
    let rest = match rest.as_bytes().first() {
        None => "/".to_owned(),
        Some(b'/') => rest.to_owned(),
        Some(b'?') => format!("/{rest}"),
        Some(_) => return request,
    };
    let Ok(rest) = PathAndQuery::try_from(rest) else { return request };
    let mut parts = request.uri().clone().into_parts();
    parts.path_and_query = Some(rest);
    if let Ok(uri) = Uri::from_parts(parts) {
        *request.uri_mut() = uri;
    }
    request
}

/// The answer, with `prefix` before a place of this server that it leads to.
pub(crate) fn lead(mut response: Response, prefix: &str) -> Response {
    if prefix.is_empty() {
        return response;
    }
    let location = response.headers().get(LOCATION).and_then(|location| location.to_str().ok());
    let own = location.filter(|location| location.starts_with('/') && !location.starts_with("//"));
    if let Some(location) = own.and_then(|own| HeaderValue::try_from(format!("{prefix}{own}")).ok()) {
        response.headers_mut().insert(LOCATION, location);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_has_one_form() {
        for (given, prefix) in [("", ""), ("/", ""), ("desk", "/desk"), ("/a/b/", "/a/b")] {
            assert_eq!(checked(given).unwrap(), prefix);
        }
        for bad in ["/a b", "/a//b", "/a/../b", "/<b>", "/ä"] {
            assert!(checked(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn requests_come_with_it_or_without() {
        let strip = |uri: &str| strip(Request::builder().uri(uri).body(()).unwrap(), "/desk").uri().to_string();
        for (given, without) in [("/desk/x?y=/desk", "/x?y=/desk"), ("/desk", "/"), ("/desk?a", "/?a"), ("/desks", "/desks"), ("/x", "/x")]
        {
            assert_eq!(strip(given), without);
        }
    }
}

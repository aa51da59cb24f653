//! The access log: one line a request, when its answer begins. No key is in it.

use std::time::Instant;

use axum::extract::Request;
use axum::http::{HeaderValue, Method, Uri};
use axum::response::Response;

use crate::auth::{Identity, TOKEN};
use crate::routing::Asked;
use crate::transport::{Client, request_id};

/// The name under which its lines can be chosen: `--log info,access=off`.
const TARGET: &str = "access";

/// A request whose answer will have its id.
pub(crate) struct Noted {
    id: HeaderValue,
    line: Option<Line>,
}

/// What its line will say, if the settings ask for one.
struct Line {
    since: Instant,
    client: Client,
    method: Method,
    address: String,
}

impl Noted {
    /// Takes note of what its line will say.
    pub(crate) fn begin(asked: &Asked, request: &Request) -> Self {
        let line = asked.app.access_log.then(|| Line {
            since: Instant::now(),
            client: asked.client,
            method: request.method().clone(),
            address: without_key(request.uri()),
        });
        Self { id: asked.id.clone(), line }
    }

    /// Gives the answer the same id, and writes the line.
    pub(crate) fn end(self, mut response: Response) -> Response {
        if let Some(Line { since, client, method, address }) = self.line {
            let key = response.extensions().get::<Identity>().and_then(|identity| identity.name.as_deref());
            tracing::info!(
                target: TARGET,
                id = self.id.to_str().unwrap_or_default(),
                peer = %client.peer,
                key,
                %method,
                address,
                status = response.status().as_u16(),
                micros = u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX),
            );
        }
        response.headers_mut().insert(request_id::HEADER, self.id);
        response
    }
}

/// The address of a request, without the key that may stand in it.
pub(crate) fn without_key(uri: &Uri) -> String {
    let Some(query) = uri.query() else { return uri.path().to_owned() };
    let hidden = query.split('&').map(|pair| match pair.split_once('=') {
        // However the name is written: `token` may have percent signs too.
        Some((name, _)) if percent_encoding::percent_decode_str(name).decode_utf8_lossy() == TOKEN => "token=..",
        _ => pair,
    });
    format!("{}?{}", uri.path(), hidden.collect::<Vec<_>>().join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_left_out() {
        let hidden = |uri: &str| without_key(&uri.parse().unwrap());
        assert_eq!(hidden("/a"), "/a");
        assert_eq!(hidden("/a?b=c&token=secret&tokens=1&d"), "/a?b=c&token=..&tokens=1&d");
        assert_eq!(hidden("/a?%74oken=secret"), "/a?token=..");
    }
}

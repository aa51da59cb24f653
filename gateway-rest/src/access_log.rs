//! The access log: one line a request, when its answer begins. No key is in it.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::Uri;
use axum::middleware::Next;
use axum::response::Response;

use crate::app::App;
use crate::auth::{Identity, TOKEN};
use crate::transport::{Client, request_id};

/// The name under which its lines can be chosen: `--log info,access=off`.
const TARGET: &str = "access";

/// Gives a request its id, and the answer the same; and writes its line, if the settings ask for one.
pub(crate) async fn logged(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let since = Instant::now();
    let id = request_id::of(request.headers());
    request.headers_mut().insert(request_id::HEADER, id.clone());
    let line = app.access_log.then(|| (Client::of(request.extensions()), request.method().clone(), without_key(request.uri())));
    let mut response = next.run(request).await;
    if let Some((client, method, address)) = line {
        let key = response.extensions().get::<Identity>().and_then(|identity| identity.name.clone());
        tracing::info!(
            target: TARGET,
            id = id.to_str().unwrap_or_default(),
            peer = %client.peer,
            key = key.as_deref(),
            %method,
            address,
            status = response.status().as_u16(),
            micros = u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX),
        );
    }
    response.headers_mut().insert(request_id::HEADER, id);
    response
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

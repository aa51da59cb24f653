//! `/docs`: the description as a page. All of it comes from this server, which a content security policy enforces.

use std::sync::Arc;

use axum::http::HeaderName;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::Response;
use axum::response::{Html, IntoResponse};

use crate::answer;
use crate::html::{self, escape};
use crate::routing::{RouteTable, page};

const SCRIPT: &str = include_str!("../assets/swagger-ui/swagger-ui-bundle.js");
const STYLE: &str = include_str!("../assets/swagger-ui/swagger-ui.css");
const START: &str = include_str!("../assets/docs.js");

/// Nothing but this server's own files; the page's code sets styles and draws pictures by itself.
const POLICY: (HeaderName, &str) = (
    CONTENT_SECURITY_POLICY,
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
);

/// The page for the gateway that is called `title`.
pub(crate) fn router(title: &str) -> RouteTable {
    let text: Arc<str> = text(title).into();
    RouteTable::new()
        .route("/docs", page(move || async move { ([POLICY], Html(text.to_string())) }))
        .route("/docs/swagger-ui.js", page(|| async { file("text/javascript; charset=utf-8", SCRIPT) }))
        .route("/docs/swagger-ui.css", page(|| async { file("text/css; charset=utf-8", STYLE) }))
        .route("/docs/start.js", page(|| async { file("text/javascript; charset=utf-8", START) }))
        .route("/docs/", page(|| async { answer::redirect("/docs", None) }))
        .route("/redoc", page(|| async { answer::redirect("/docs", None) }))
}

/// A file that changes with the program only.
fn file(kind: &'static str, text: &'static str) -> Response {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "public, max-age=3600"), (X_CONTENT_TYPE_OPTIONS, "nosniff")], text).into_response()
}

fn text(title: &str) -> String {
    let body = r#"<div id="docs"></div>
<noscript>This page needs scripts. The description itself is at <a href="openapi.json">openapi.json</a>.</noscript>
<script src="docs/swagger-ui.js"></script>
<script src="docs/start.js"></script>
"#;
    html::page(&format!("{}: API", escape(title)), "<link rel=\"stylesheet\" href=\"docs/swagger-ui.css\">\n", body)
}

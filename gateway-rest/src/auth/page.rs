//! `/login`: the page where a key is entered. It needs no script.

use axum::http::HeaderName;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use axum::response::{Html, IntoResponse, Response};

use crate::home::{STYLE, escape};

/// The page has its style inside, loads nothing, and sends its form here alone.
const POLICY: (HeaderName, &str) = (
    CONTENT_SECURITY_POLICY,
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
);

/// The page of the gateway that is called `title`; `failed` says that it is needed for want of a good key.
pub(super) fn page(title: &str, failed: bool) -> Response {
    let title = escape(title);
    let note = if failed { "<p class=\"note\">This needs a valid key.</p>\n" } else { "" };
    let page = format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}: log in</title>
<link rel="icon" href="data:,">
<style>{STYLE}</style>
</head>
<body>
<header>
<h1>{title}</h1>
</header>
<main>
<form method="post" action="api/v1/auth/login">
{note}<p><label>Key <input type="password" name="token" autocomplete="current-password" required autofocus></label> <button>Log in</button></p>
</form>
</main>
</body>
</html>
"#
    );
    ([POLICY, (CACHE_CONTROL, "no-store")], Html(page)).into_response()
}

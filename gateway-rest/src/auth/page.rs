//! `/login`: the page where a key is entered. It needs no script.

use axum::http::header::CACHE_CONTROL;
use axum::response::{Html, IntoResponse, Response};

use crate::html::{escape, policy, styled};

/// The page of the gateway that is called `title`; `failed` says that it is needed for want of a good key.
pub(super) fn page(title: &str, failed: bool) -> Response {
    let title = escape(title);
    let note = if failed { "<p class=\"note\">This needs a valid key.</p>\n" } else { "" };
    let form = format!(
        r#"<form method="post" action="api/v1/auth/login">
{note}<p><label>Key <input type="password" name="token" autocomplete="current-password" required autofocus></label> <button>Log in</button></p>
</form>
"#
    );
    ([policy("'self'")], [(CACHE_CONTROL, "no-store")], Html(styled(&format!("{title}: log in"), &title, "", &form))).into_response()
}

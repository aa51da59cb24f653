//! Sessions of browsers begin and end here. The cookie names a session; the key itself is never in it.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{RawQuery, Request, State};
use axum::http::header::{CACHE_CONTROL, LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::presented::{TOKEN, parameter};
use super::refused::Refused;
use super::{Presented, page as form_page};
use crate::app::App;
use crate::query::Parameters;
use crate::routing::{RouteTable, page};
use crate::transport::Client;
use crate::{answer, body};

/// A form with a key is not larger.
const FORM: usize = 4096;

/// The page, and what it leads to.
pub(crate) fn router() -> RouteTable {
    RouteTable::new()
        .route("/login", page(form))
        .route("/logout", page(|| async { answer::redirect("/api/v1/auth/logout", None) }))
        .route("/api/v1/auth/login", page(by_link).post(by_form))
        .route("/api/v1/auth/logout", page(logout).post(logout))
}

/// `GET /login`: where a key is entered; with one in the address, straight on.
async fn form(State(app): State<Arc<App>>, RawQuery(query): RawQuery) -> Response {
    let parameters = Parameters::read(query.as_deref().unwrap_or_default());
    if app.auth.is_none() {
        return answer::redirect("/", None);
    }
    if parameter(&parameters, TOKEN).is_some() {
        return answer::redirect("/api/v1/auth/login", query.as_deref());
    }
    form_page::page(&app.title, parameter(&parameters, "error").is_some())
}

/// `GET /api/v1/auth/login`: with a key in a header or in the address.
async fn by_link(State(app): State<Arc<App>>, client: Client, request: Request) -> Response {
    let key = match Presented::find(request.headers(), request.uri()) {
        Some(Presented::Key(key)) => Some(key),
        Some(Presented::Cookie(_)) | None => None,
    };
    login(&app, client, key.as_deref(), StatusCode::TEMPORARY_REDIRECT)
}

/// `POST /api/v1/auth/login`: what the page sends, which keeps the key out of addresses and so out of the browser's history.
async fn by_form(State(app): State<Arc<App>>, client: Client, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let bytes = match body::receive(&parts.headers, body, FORM).await {
        Ok(bytes) => bytes,
        Err(error) => return error.into_response(),
    };
    let key = std::str::from_utf8(&bytes).ok().and_then(|form| parameter(&Parameters::read(form), TOKEN));
    login(&app, client, key.as_deref(), StatusCode::SEE_OTHER)
}

fn login(app: &App, client: Client, key: Option<&str>, status: StatusCode) -> Response {
    let Some(auth) = &app.auth else { return to(status, "/", None) };
    if let Some(wait) = auth.attempts.wait(client.peer) {
        return Refused::Wait(wait).into_response();
    }
    let key = key.map(str::trim).unwrap_or_default();
    if let Some(id) = auth.open_session(key) {
        return to(status, "/", Some(cookie(app, client, &id, auth.sessions.lasts.as_secs())));
    }
    auth.failed(client.peer, &Presented::Key(key.to_owned()));
    to(status, "/login?error=unauthorized", None)
}

/// `/api/v1/auth/logout`: ends the session.
async fn logout(State(app): State<Arc<App>>, client: Client, request: Request) -> Response {
    let status = if request.method() == axum::http::Method::GET { StatusCode::TEMPORARY_REDIRECT } else { StatusCode::SEE_OTHER };
    if let (Some(auth), Some(Presented::Cookie(id))) = (&app.auth, Presented::find(request.headers(), request.uri())) {
        auth.close_session(&id);
    }
    to(status, "/login", Some(cookie(&app, client, "", 0)))
}

/// Scripts do not see the cookie, pages of other sites cannot have it sent along with what changes something, and it does not
/// leave a connection that is encrypted.
fn cookie(app: &App, client: Client, id: &str, seconds: u64) -> String {
    let path = if app.prefix.is_empty() { "/" } else { app.prefix.as_str() };
    let secure = if client.secure { "; Secure" } else { "" };
    format!("{TOKEN}={id}; HttpOnly; Max-Age={seconds}; Path={path}; SameSite=Lax{secure}")
}

fn to(status: StatusCode, path: &'static str, cookie: Option<String>) -> Response {
    let headers = [(LOCATION, HeaderValue::from_static(path)), (CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    let mut response = (status, headers, Body::empty()).into_response();
    // It has nothing in it that a header could not hold.
    if let Some(cookie) = cookie.and_then(|cookie| HeaderValue::try_from(cookie).ok()) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    response
}

//! The gate: every request goes through it before it reaches a handler.

use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{HOST, ORIGIN, UPGRADE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::refused::Refused;
use super::{Auth, Identity, Need, Presented, need};
use crate::app::App;
use crate::transport::Client;

/// Lets a request through that may be made, with the [`Identity`] of who makes it.
pub(crate) async fn gate(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    // What has no route is not there, whoever asks.
    let Some(route) = request.extensions().get::<MatchedPath>().cloned() else { return next.run(request).await };
    let (mut parts, body) = request.into_parts();
    match admit(&app, &parts, route.as_str()).await {
        Ok(identity) => {
            parts.extensions.insert(identity);
            next.run(Request::from_parts(parts, body)).await
        }
        Err(refused) => refused.into_response(),
    }
}

async fn admit(app: &App, request: &Parts, route: &str) -> Result<Identity, Refused> {
    let need = need(&request.method, route).ok_or(Refused::Unlisted)?;
    let Some(auth) = &app.auth else { return Ok(Identity::ANYBODY) };
    match need {
        Need::Nothing => Ok(Identity::NOBODY),
        Need::Right(right) => {
            let identity = identify(app, auth, request).await.map_err(|refused| at(refused, request, route))?;
            if identity.may(right) { Ok(identity) } else { Err(Refused::Lacks(right)) }
        }
    }
}

/// Who makes the request.
async fn identify(app: &App, auth: &Auth, request: &Parts) -> Result<Identity, Refused> {
    let presented = Presented::find(&request.headers, &request.uri).ok_or(Refused::Unknown)?;
    let peer = Client::of(&request.extensions).peer;
    match &presented {
        Presented::Key(_) => {
            if let Some(wait) = auth.attempts.wait(peer) {
                return Err(Refused::Wait(wait));
            }
        }
        Presented::Cookie(_) if is_of_other_site(app, request) => return Err(Refused::OtherSite),
        Presented::Cookie(_) => {}
    }
    let identity = auth.identify(&presented).await;
    if identity.is_none() {
        auth.failed(peer, &presented);
    }
    identity.ok_or(Refused::Unknown)
}

/// The form that the answer to an unknown client takes there.
fn at(refused: Refused, request: &Parts, route: &str) -> Refused {
    match refused {
        Refused::Unknown if is_handshake(&request.headers) => Refused::UnknownAtHandshake,
        Refused::Unknown if request.method == Method::GET && matches!(route, "/" | "/docs" | "/docs/" | "/redoc") => Refused::UnknownAtPage,
        refused => refused,
    }
}

fn is_handshake(headers: &HeaderMap) -> bool {
    headers.get(UPGRADE).is_some_and(|upgrade| upgrade.as_bytes().eq_ignore_ascii_case(b"websocket"))
}

/// Whether the page of another site makes a browser do something with the user's cookie. Browsers say in `Origin` whose page it
/// is, when it changes something or opens a WebSocket. They take another port of the same machine for the same site, and so send
/// the cookie along.
fn is_of_other_site(app: &App, request: &Parts) -> bool {
    let headers = &request.headers;
    let changes = !matches!(request.method, Method::GET | Method::HEAD) || is_handshake(headers);
    let Some(origin) = headers.get(ORIGIN).filter(|_| changes) else { return false };
    let Ok(origin) = origin.to_str() else { return true };
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let is_own = origin.split_once("://").is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host));
    !is_own && !app.cors.allows(origin)
}

//! The gate: every request goes through it before it reaches a handler.

use std::time::Duration;

use axum::http::header::UPGRADE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::response::{IntoResponse, Response};

use super::refused::Refused;
use super::{Auth, Caller, Identity, Need, Presented};
use crate::answer;
use crate::app::App;
use crate::cross_site;
use crate::routing::Asked;
use crate::transport::Peer;

/// Lets a request through that may be made, with the [`Identity`] of who makes it; or gives the answer to one that may not.
pub(crate) async fn gate(asked: &mut Asked, request: &Parts) -> Result<(), Response> {
    // What has no route is not there, whoever asks.
    let Some(path) = asked.route.path() else { return Ok(()) };
    let admitted = admit(asked, request, path).await;
    if let Err(wait) = count(asked, admitted.as_ref().ok()) {
        return Err(answer::later(wait, "too many requests"));
    }
    asked.identity = admitted.map_err(IntoResponse::into_response)?;
    Ok(())
}

/// Counts a request to its key, or else to its address; or tells how long it has to wait.
fn count(asked: &Asked, identity: Option<&Identity>) -> Result<(), Duration> {
    let Some(requests) = &asked.app.requests else { return Ok(()) };
    let name = identity.and_then(|identity| identity.name.clone());
    requests.take(name.map_or_else(|| Caller::Peer(asked.client.peer), Caller::Key))
}

async fn admit(asked: &Asked, request: &Parts, route: &str) -> Result<Identity, Refused> {
    let app = &*asked.app;
    let need = asked.route.needs(app, &request.method).ok_or(Refused::Unlisted)?;
    match (&app.auth, need) {
        (_, Need::Nothing) => Ok(Identity::NOBODY),
        (None, Need::Right(_)) if is_of_other_site(app, request) => Err(Refused::OtherSite),
        (None, Need::Right(_)) => Ok(Identity::ANYBODY),
        (Some(auth), Need::Right(right)) => {
            let identity = identify(app, auth, asked.client.peer, request).await.map_err(|refused| at(refused, request, route))?;
            if identity.may(right) { Ok(identity) } else { Err(Refused::Lacks(right)) }
        }
    }
}

/// Who makes the request.
async fn identify(app: &App, auth: &Auth, peer: Peer, request: &Parts) -> Result<Identity, Refused> {
    let presented = Presented::find(&request.headers, &request.uri).ok_or(Refused::Unknown)?;
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

/// Whether the page of another site makes the user's browser change something, or open a WebSocket. The browser may be logged in, or
/// on a machine from which nobody is asked for a key.
fn is_of_other_site(app: &App, request: &Parts) -> bool {
    let changes = !matches!(request.method, Method::GET | Method::HEAD) || is_handshake(&request.headers);
    changes && cross_site::is_of_other_site(&request.headers) && !app.cors.allows(&request.headers)
}

//! What those are told who may not.

use std::time::Duration;

use axum::http::header::WWW_AUTHENTICATE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::Right;
use crate::answer;
use crate::error::ApiError;

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// It presents nothing that is known.
    Unknown,
    /// The same for a page, which leads to the one where keys are entered.
    UnknownAtPage,
    /// The same for the handshake of a WebSocket, whose clients know this one answer.
    UnknownAtHandshake,
    /// The key has not this right.
    Lacks(Right),
    /// A browser sends its cookie along with what the page of another site asks.
    OtherSite,
    /// Nobody has said who may use the route.
    Unlisted,
    /// Too many wrong keys came from the address: this long none is looked at.
    Wait(Duration),
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let refuse = |status: StatusCode, detail: String| {
            answer::json(status, json!({ "detail": detail, "status_code": status.as_u16() }).to_string())
        };
        match self {
            Self::Unknown => {
                let mut response = refuse(StatusCode::UNAUTHORIZED, "unauthorized".to_owned());
                response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(r#"Bearer realm="gateway""#));
                response
            }
            Self::UnknownAtPage => answer::redirect("/login", Some("error=unauthorized")),
            Self::UnknownAtHandshake => refuse(StatusCode::FORBIDDEN, "unauthorized".to_owned()),
            Self::Lacks(right) => refuse(StatusCode::FORBIDDEN, format!("this needs the right `{}`, which the key has not", right.name())),
            Self::OtherSite => ApiError::CrossSite.into_response(),
            Self::Unlisted => refuse(StatusCode::FORBIDDEN, "nobody may use this route: no right is stated for it".to_owned()),
            Self::Wait(time) => answer::later(time, "too many wrong keys came from your address"),
        }
    }
}

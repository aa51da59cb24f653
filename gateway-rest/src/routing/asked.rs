//! What is known of a request beside what it says.

use std::borrow::Cow;
use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::HeaderValue;
use axum::http::request::Parts;
use percent_encoding::percent_decode_str;

use super::Route;
use crate::app::App;
use crate::auth::Identity;
use crate::error::ApiError;
use crate::transport::Client;

/// What is known of a request beside what it says: the state of every handler.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) app: Arc<App>,
    /// The id that stands in the answer and in the log.
    pub(crate) id: HeaderValue,
    pub(crate) client: Client,
    pub(crate) identity: Identity,
    pub(crate) route: Arc<Route>,
}

impl Asked {
    /// What stands in its path where the route's pattern has parameters, decoded.
    pub(crate) fn captured<'a>(&self, path: &'a str) -> impl Iterator<Item = Result<Cow<'a, str>, ApiError>> {
        self.route.captured(path).map(decoded)
    }
}

impl FromRef<Asked> for Arc<App> {
    fn from_ref(asked: &Asked) -> Self {
        Arc::clone(&asked.app)
    }
}

impl FromRequestParts<Asked> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, asked: &Asked) -> Result<Self, Infallible> {
        Ok(asked.client)
    }
}

fn decoded(text: &str) -> Result<Cow<'_, str>, ApiError> {
    // Most have nothing to decode, and are known to be UTF-8.
    if text.contains('%') { percent_decode_str(text).decode_utf8().map_err(|_| ApiError::BadAddress) } else { Ok(text.into()) }
}

/// What stands where a pattern has its parameters, decoded. There are as many as its route has.
pub(crate) struct Captured<const N: usize>(pub(crate) [String; N]);

impl<const N: usize> FromRequestParts<Asked> for Captured<N> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, asked: &Asked) -> Result<Self, ApiError> {
        let texts: Vec<String> = asked.captured(parts.uri.path()).map(|text| text.map(Cow::into_owned)).collect::<Result<_, _>>()?;
        texts.try_into().map(Self).map_err(|_| ApiError::Internal)
    }
}

//! Who makes a request, as far as the transport knows.

use axum::http::Extensions;

use super::Peer;
use crate::routing::Asked;

/// The client of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Client {
    /// Where it is.
    pub(crate) peer: Peer,
    /// Whether the connection is encrypted.
    pub(crate) secure: bool,
}

impl Client {
    /// The client that makes the request with these extensions, which has got to its route.
    pub(crate) fn of(extensions: &Extensions) -> Self {
        Asked::of(extensions).map_or(Self { peer: Peer::Local, secure: false }, |asked| asked.client)
    }
}

//! Who makes a request, as far as the transport knows.

use axum::http::Extensions;

use super::Peer;

/// The client of a request. The server puts it into the extensions of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Client {
    /// Where it is.
    pub(crate) peer: Peer,
    /// Whether the connection is encrypted.
    pub(crate) secure: bool,
}

impl Client {
    /// The client that makes the request with these extensions.
    pub(crate) fn of(extensions: &Extensions) -> Self {
        extensions.get::<Self>().copied().unwrap_or(Self { peer: Peer::Local, secure: false })
    }
}

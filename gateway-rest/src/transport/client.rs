//! Who makes a request, as far as the transport knows.

use super::Peer;

/// The client of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Client {
    /// Where it is.
    pub(crate) peer: Peer,
    /// Whether the connection is encrypted.
    pub(crate) secure: bool,
}

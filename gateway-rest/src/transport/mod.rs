//! Sockets, and what each connection and client may take.
//!
//! | file | what is in it |
//! |---|---|
//! | `listener.rs`, `unix.rs`, `tls.rs` | what the service listens on |
//! | `stream.rs`, `places.rs`, `busy.rs` | one connection; how many there may be |
//! | `client.rs`, `peer.rs`, `forwarded.rs` | who makes a request, also behind a reverse proxy |
//! | `buckets.rs` | how much each may do in a time |
//! | `compress.rs`, `conditional.rs`, `cors.rs`, `prefix.rs`, `request_id.rs` | what HTTP has for answers of every kind |

mod buckets;
mod busy;
mod client;
pub(crate) mod compress;
pub(crate) mod conditional;
mod cors;
mod forwarded;
mod listener;
mod peer;
mod places;
pub(crate) mod prefix;
pub(crate) mod request_id;
mod settings;
mod stream;
mod tls;
#[cfg(unix)]
mod unix;

pub(crate) use buckets::Buckets;
pub(crate) use busy::BusyBody;
pub(crate) use client::Client;
pub(crate) use cors::Cors;
pub use cors::CorsSettings;
pub(crate) use forwarded::Trusted;
pub(crate) use listener::{Accepted, Listener};
pub(crate) use peer::Peer;
pub(crate) use places::Places;
pub use settings::{LimitSettings, TlsSettings, UdsSettings};
pub(crate) use stream::Stream;
pub(crate) use tls::Tls;

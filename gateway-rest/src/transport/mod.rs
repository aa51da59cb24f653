//! Sockets, and what each connection and client may take.

mod buckets;
mod client;
mod cors;
mod peer;
pub(crate) mod prefix;
pub(crate) mod request_id;

pub(crate) use buckets::Buckets;
pub(crate) use client::Client;
pub(crate) use cors::Cors;
pub use cors::CorsSettings;
pub(crate) use peer::Peer;

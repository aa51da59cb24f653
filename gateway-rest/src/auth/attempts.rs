//! Who tries wrong keys has to wait.

use std::time::Duration;

use crate::transport::{Buckets, Peer};

/// The addresses that have tried wrong keys.
#[derive(Debug)]
pub(crate) struct Attempts {
    buckets: Buckets<Peer>,
}

impl Attempts {
    /// An address may try `per_minute` wrong keys in a minute.
    pub(crate) fn new(per_minute: u32) -> Self {
        let per_minute = per_minute.max(1);
        Self { buckets: Buckets::new(per_minute, f64::from(per_minute) / 60.0) }
    }

    /// How long `peer` has to wait until another key of theirs is looked at.
    pub(crate) fn wait(&self, peer: Peer) -> Option<Duration> {
        self.buckets.wait(&peer)
    }

    /// Takes note of a wrong key.
    pub(crate) fn failed(&self, peer: Peer) {
        // A failure that finds the bucket empty changes nothing.
        let _ = self.buckets.take(peer);
    }
}

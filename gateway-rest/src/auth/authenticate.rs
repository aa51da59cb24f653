//! Credentials become an identity.

use std::fmt;
use std::sync::Arc;

use gateway_runtime::futures::future::BoxFuture;
use tokio::time::Instant;

use super::{Presented, Right, Rights};
use crate::transport::Peer;

/// A way to find out who asks: API keys, sessions of browsers; later tokens of others.
pub(crate) trait Authenticate: Send + Sync + fmt::Debug {
    /// Who presents this. `None` if this way knows nobody by it.
    fn identify<'a>(&'a self, presented: &'a Presented) -> BoxFuture<'a, Option<Identity>>;
}

/// Who asks, and what they may do. It stands in the state of every handler.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    /// The name of the key; none if nobody is asked for one.
    pub(crate) name: Option<Arc<str>>,
    /// What they may do.
    pub(crate) rights: Rights,
    /// When it ends by itself, if it does.
    pub(crate) until: Option<Instant>,
}

impl Identity {
    /// Anybody, where nobody is asked for a key.
    pub(crate) const ANYBODY: Self = Self { name: None, rights: Rights::ALL, until: None };

    /// Somebody who was not asked, since the route is open to all.
    pub(crate) const NOBODY: Self = Self { name: None, rights: Rights::NONE, until: None };

    /// Whether they may do what needs `right`.
    pub(crate) fn may(&self, right: Right) -> bool {
        self.rights.has(right)
    }

    /// Whether it is the same as `earlier`, with the same rights.
    pub(crate) fn is_as(&self, earlier: &Self) -> bool {
        (&self.name, self.rights) == (&earlier.name, earlier.rights)
    }
}

/// Whose requests are counted together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Caller {
    /// Those of a key, by its name.
    Key(Arc<str>),
    /// Those of an address, where there is no key.
    Peer(Peer),
}

//! Who follows something for long may stay as long as what let them in would let them in again.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use tokio::time::timeout_at;

use super::{Auth, Identity, Presented, Right};
use crate::routing::Asked;

/// Somebody who was let in, and by what.
#[derive(Debug, Clone)]
pub(crate) struct Stay {
    identity: Identity,
    presented: Option<Presented>,
}

impl Stay {
    /// Who makes this request, which has passed the gate.
    pub(crate) fn of(asked: &Asked, request: &Parts) -> Self {
        Self { identity: asked.identity.clone(), presented: Presented::find(&request.headers, &request.uri) }
    }

    /// Whether they may do what needs `right`.
    pub(crate) fn may(&self, right: Right) -> bool {
        self.identity.may(right)
    }

    /// Is over when the key is revoked or the session has ended by which they came in. Never, where nobody is asked for a key.
    pub(crate) async fn over(&self, auth: Option<&Auth>) {
        let (Some(auth), Some(presented)) = (auth, &self.presented) else { return std::future::pending().await };
        let mut changes = auth.changes.subscribe();
        while let Some(identity) = auth.identify(presented).await.filter(|identity| identity.is_as(&self.identity)) {
            // The sender is in `auth`, so it is there as long as we wait.
            let _ = match identity.until {
                Some(until) => timeout_at(until, changes.changed()).await.unwrap_or(Ok(())),
                None => changes.changed().await,
            };
        }
    }
}

impl FromRequestParts<Asked> for Stay {
    type Rejection = Infallible;

    async fn from_request_parts(request: &mut Parts, asked: &Asked) -> Result<Self, Infallible> {
        Ok(Self::of(asked, request))
    }
}

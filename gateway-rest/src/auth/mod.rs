//! Who may do what.
//!
//! Every request passes the [gate](gate::gate): what it presents ([`Presented`]) becomes an [`Identity`], whose rights are held
//! against the one that its route [needs](need::need). Handlers find the identity in their state, [Asked](crate::routing::Asked).
//!
//! | file | what is in it |
//! |---|---|
//! | `rights.rs`, `need.rs` | the three rights; which route needs which |
//! | `presented.rs` | where a request may carry its credentials |
//! | `authenticate.rs` | credentials become an identity: a scheme is one more implementation |
//! | `keys.rs`, `random.rs` | API keys, made and compared |
//! | `sessions.rs`, `login.rs` | cookies of browsers, and the page where they come from |
//! | `attempts.rs` | who guesses has to wait |
//! | `gate.rs` | all of it before each request |
//! | `stay.rs` | for how long it holds |
//! | `schemes.rs` | the same for documents |
//! | `command.rs` | `key new` |

mod attempts;
mod authenticate;
pub(crate) mod command;
pub(crate) mod gate;
mod keys;
pub(crate) mod login;
mod need;
mod page;
mod presented;
mod random;
mod refused;
mod rights;
mod schemes;
mod sessions;
mod settings;
mod stay;

use std::sync::Arc;

use tokio::sync::watch;

pub(crate) use authenticate::{Authenticate, Caller, Identity};
pub(crate) use need::{Need, need, needed};
pub(crate) use presented::{KEY_HEADER, Presented, TOKEN};
pub(crate) use refused::Refused;
pub use rights::Right;
pub(crate) use rights::Rights;
pub(crate) use schemes::schemes;
pub use settings::{AuthSettings, KeySettings, KeySource};
pub(crate) use stay::Stay;

use crate::start_error::StartError;
use crate::transport::Peer;
use attempts::Attempts;
use keys::Keys;
use sessions::Sessions;

/// What the service knows of those who ask.
#[derive(Debug)]
pub(crate) struct Auth {
    keys: Arc<Keys>,
    sessions: Sessions,
    attempts: Attempts,
    /// Wakes those who stay when a key or a session may be gone.
    changes: watch::Sender<()>,
    /// The key that was made because none is set, until it has been printed.
    pub(crate) made: Option<String>,
}

impl Auth {
    /// What `settings` ask for; `None` if everybody may do everything. `reachable` says that other machines can get in.
    pub(crate) fn new(settings: &AuthSettings, reachable: bool) -> Result<Option<Self>, StartError> {
        let enabled = settings.enabled.unwrap_or(reachable || !settings.keys.is_empty());
        if !enabled {
            if reachable {
                tracing::warn!("other machines can reach this service, and nobody is asked for a key: `auth.enabled` is false");
            }
            return Ok(None);
        }
        let (keys, made) = Keys::read(&settings.keys)?;
        let keys = Arc::new(keys);
        let sessions = Sessions::new(Arc::clone(&keys), settings.session);
        let attempts = Attempts::new(settings.failures_per_minute);
        Ok(Some(Self { keys, sessions, attempts, changes: watch::Sender::new(()), made }))
    }

    /// Who presents this. `None` if nobody is known by it.
    pub(crate) async fn identify(&self, presented: &Presented) -> Option<Identity> {
        let schemes: [&dyn Authenticate; 2] = [&*self.keys, &self.sessions];
        for scheme in schemes {
            if let Some(identity) = scheme.identify(presented).await {
                return Some(identity);
            }
        }
        None
    }

    /// Takes note that `peer` presented what nobody is known by.
    fn failed(&self, peer: Peer, presented: &Presented) {
        tracing::debug!(%peer, ?presented, "unknown credentials");
        // A session that has ended is no guess.
        if let Presented::Key(_) = presented {
            self.attempts.failed(peer);
        }
    }

    /// Reads the keys that stand in files again.
    pub(crate) fn reload(&self) {
        if self.keys.reload() {
            self.changes.send_replace(());
        }
    }

    /// Opens a session with a key, and gives what the cookie says. `None` if the key is wrong.
    fn open_session(&self, key: &str) -> Option<String> {
        let id = self.sessions.open(key)?;
        // It may have taken the place of another.
        self.changes.send_replace(());
        Some(id)
    }

    /// Ends the session that a cookie names.
    fn close_session(&self, id: &str) {
        self.sessions.close(id);
        self.changes.send_replace(());
    }
}

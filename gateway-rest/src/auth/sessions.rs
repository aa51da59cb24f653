//! Sessions of browsers: a cookie says which, and nothing of the key.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use gateway_runtime::futures::future::{self, BoxFuture};
use tokio::time::Instant;

use super::keys::Keys;
use super::random::{Digest, secret};
use super::{Authenticate, Identity, Presented};

/// How many sessions there may be. One more, and the oldest ends.
const MOST: usize = 1024;

/// The sessions that are open.
#[derive(Debug)]
pub(crate) struct Sessions {
    keys: Arc<Keys>,
    pub(crate) lasts: Duration,
    /// By the digest of what the cookie says, so that the time of a lookup tells nothing of it.
    open: Mutex<HashMap<Digest, Session>>,
}

#[derive(Debug)]
struct Session {
    /// Whose key opened it.
    name: Option<Arc<str>>,
    /// Which key that was: a session ends with its key.
    key: Digest,
    since: Instant,
}

impl Sessions {
    pub(crate) fn new(keys: Arc<Keys>, lasts: Duration) -> Self {
        Self { keys, lasts, open: Mutex::default() }
    }

    /// Opens a session with a key, and gives what the cookie says. `None` if the key is wrong.
    pub(crate) fn open(&self, key: &str) -> Option<String> {
        let (identity, key) = self.keys.find(key)?;
        let mut open = self.lock();
        open.retain(|_, session| session.since.elapsed() < self.lasts);
        if open.len() >= MOST
            && let Some(oldest) = open.iter().min_by_key(|(_, session)| session.since).map(|(id, _)| *id)
        {
            open.remove(&oldest);
        }
        let id = secret();
        open.insert(Digest::of(&id), Session { name: identity.name, key, since: Instant::now() });
        Some(id)
    }

    /// Ends the session that a cookie names.
    pub(crate) fn close(&self, id: &str) {
        self.lock().remove(&Digest::of(id));
    }

    fn find(&self, id: &str) -> Option<Identity> {
        let id = Digest::of(id);
        let mut open = self.lock();
        let session = open.get(&id)?;
        let until = session.since.checked_add(self.lasts);
        let identity = if session.since.elapsed() < self.lasts { self.keys.still(session.name.as_ref(), &session.key) } else { None };
        if identity.is_none() {
            open.remove(&id);
        }
        identity.map(|identity| Identity { until, ..identity })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Digest, Session>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Authenticate for Sessions {
    fn identify<'a>(&'a self, presented: &'a Presented) -> BoxFuture<'a, Option<Identity>> {
        let identity = match presented {
            Presented::Cookie(id) => self.find(id),
            Presented::Key(_) => None,
        };
        Box::pin(future::ready(identity))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn sessions(lasts: Duration) -> (Sessions, String) {
        let (keys, made) = Keys::read(&BTreeMap::new()).unwrap();
        (Sessions::new(Arc::new(keys), lasts), made.unwrap())
    }

    #[test]
    fn a_session_lasts_until_it_is_closed() {
        let (sessions, key) = sessions(Duration::from_hours(1));
        assert!(sessions.open("no key").is_none());
        let id = sessions.open(&key).unwrap();
        assert!(id != key && sessions.find(&id).is_some() && sessions.find(&key).is_none());
        sessions.close(&id);
        assert!(sessions.find(&id).is_none());
    }

    #[test]
    fn a_session_ends_with_its_time() {
        let (sessions, key) = sessions(Duration::ZERO);
        let id = sessions.open(&key).unwrap();
        assert!(sessions.find(&id).is_none());
        assert!(sessions.lock().is_empty());
    }

    #[test]
    fn the_oldest_makes_place() {
        let (sessions, key) = sessions(Duration::from_hours(1));
        let ids: Vec<String> = (0..=MOST).map(|_| sessions.open(&key).unwrap()).collect();
        assert_eq!(sessions.lock().len(), MOST);
        assert!(sessions.find(&ids[0]).is_none() && sessions.find(&ids[1]).is_some());
    }
}

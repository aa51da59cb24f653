//! How many connections there may be, and which one makes place for another.
//!
//! Where all places are taken, a new connection gets that of the one that has been waiting longest for a request: who connects and
//! then says nothing, or says it slowly, keeps nobody out. A connection on which a request is being answered is never cut off.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use super::Peer;

/// How long a connection may have waited for a request before it can be made to go: the request may be on its way.
const LEAST_IDLE: Duration = Duration::from_millis(200);

/// How long to wait for a place until another connection has to go.
const PATIENCE: Duration = Duration::from_millis(50);

/// The places of all connections.
#[derive(Debug)]
pub(crate) struct Places {
    most: usize,
    most_of_one: usize,
    table: Mutex<Table>,
    freed: Notify,
}

#[derive(Debug, Default)]
struct Table {
    taken: usize,
    by_peer: HashMap<Peer, usize>,
    /// The connections that wait for a request, by when they began to.
    idle: BTreeMap<u64, (Instant, Arc<Notify>)>,
    next: u64,
}

impl Places {
    /// Places for `most` connections, of which `most_of_one` may come from one peer.
    pub(crate) fn new(most: usize, most_of_one: Option<usize>) -> Arc<Self> {
        let most = most.max(1);
        Arc::new(Self { most, most_of_one: most_of_one.unwrap_or(usize::MAX).max(1), table: Mutex::default(), freed: Notify::new() })
    }

    /// A place for a connection of `peer`, as soon as there is one. `None` if the peer has as many as it may have.
    pub(crate) async fn take(self: &Arc<Self>, peer: Peer) -> Option<Place> {
        loop {
            let freed = self.freed.notified();
            {
                let mut table = self.lock();
                // Programs on this machine are not told apart.
                if peer != Peer::Local && table.by_peer.get(&peer).is_some_and(|taken| *taken >= self.most_of_one) {
                    return None;
                }
                if table.taken < self.most {
                    table.taken += 1;
                    *table.by_peer.entry(peer).or_default() += 1;
                    drop(table);
                    let place = Place { places: Arc::clone(self), peer, evicted: Arc::default(), idle_since: Mutex::default() };
                    place.wait_for_request();
                    return Some(place);
                }
                if let Some(oldest) = table.idle.first_entry()
                    && oldest.get().0.elapsed() >= LEAST_IDLE
                {
                    oldest.remove().1.notify_one();
                }
            }
            // A connection that was about to end by itself frees its place without having been told to.
            let _ = tokio::time::timeout(PATIENCE, freed).await;
        }
    }

    /// How many connections there are.
    pub(crate) fn taken(&self) -> usize {
        self.lock().taken
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The place of one connection. It is free again when this is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    places: Arc<Places>,
    peer: Peer,
    evicted: Arc<Notify>,
    /// Where it stands among the idle ones, if it is.
    idle_since: Mutex<Option<u64>>,
}

impl Place {
    /// Waits until another connection needs the place.
    pub(crate) async fn evicted(&self) {
        self.evicted.notified().await;
    }

    /// A request is being answered, until what this gives is dropped.
    pub(crate) fn busy(self: &Arc<Self>) -> Busy {
        self.keep();
        Busy { place: Arc::clone(self) }
    }

    /// From now on the connection waits for no request: it is busy, or is something else, such as a WebSocket.
    pub(crate) fn keep(&self) {
        if let Some(since) = self.idle().take() {
            self.places.lock().idle.remove(&since);
        }
    }

    /// From now on the connection waits for a request.
    fn wait_for_request(&self) {
        let mut table = self.places.lock();
        let since = table.next;
        table.next += 1;
        table.idle.insert(since, (Instant::now(), Arc::clone(&self.evicted)));
        drop(table);
        *self.idle() = Some(since);
    }

    fn idle(&self) -> MutexGuard<'_, Option<u64>> {
        self.idle_since.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.keep();
        let mut table = self.places.lock();
        table.taken -= 1;
        if let Some(taken) = table.by_peer.get_mut(&self.peer) {
            *taken -= 1;
            if *taken == 0 {
                table.by_peer.remove(&self.peer);
            }
        }
        drop(table);
        self.places.freed.notify_one();
    }
}

/// A request that is being answered.
#[derive(Debug)]
pub(crate) struct Busy {
    place: Arc<Place>,
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.place.wait_for_request();
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn peer(number: u8) -> Peer {
        Peer::Address(Ipv4Addr::new(10, 0, 0, number).into())
    }

    #[tokio::test]
    async fn who_waits_longest_makes_place() {
        let places = Places::new(2, None);
        let first = Arc::new(places.take(peer(1)).await.unwrap());
        let second = Arc::new(places.take(peer(2)).await.unwrap());
        // The first one becomes the younger.
        drop(first.busy());
        let third = tokio::spawn({
            let places = Arc::clone(&places);
            async move { places.take(peer(3)).await }
        });
        second.evicted().await;
        drop(second);
        assert!(third.await.unwrap().is_some());
        assert_eq!(places.taken(), 1, "the third has gone with its task");
        drop(first);
        let table = places.lock();
        assert_eq!((table.taken, table.by_peer.len(), table.idle.len()), (0, 0, 0));
    }

    #[tokio::test]
    async fn who_is_being_answered_stays() {
        let places = Places::new(1, None);
        let first = Arc::new(places.take(peer(1)).await.unwrap());
        let busy = first.busy();
        assert!(tokio::time::timeout(Duration::from_millis(400), places.take(peer(2))).await.is_err());
        assert!(tokio::time::timeout(Duration::from_millis(400), first.evicted()).await.is_err());
        drop(busy);
        assert!(tokio::time::timeout(Duration::from_millis(400), places.take(peer(2))).await.is_err(), "it takes its time to go");
        first.evicted().await;
    }

    #[tokio::test]
    async fn one_peer_has_its_share() {
        let places = Places::new(3, Some(1));
        let _first = places.take(peer(1)).await.unwrap();
        assert!(places.take(peer(1)).await.is_none());
        assert!(places.take(peer(2)).await.is_some());
    }
}

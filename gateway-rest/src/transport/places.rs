//! How many connections there may be, and which one makes place for another.
//!
//! Where all places are taken, a new connection gets that of the one that has been waiting longest for a request: who connects and
//! then says nothing, or says it slowly, keeps nobody out. Who does so for too long has to go in any case. A connection on which a request
//! is being answered is never cut off.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use super::Peer;

/// How long a connection may have waited for a request before it can be made to go: the request may be on its way.
const LEAST_IDLE: Duration = Duration::from_millis(200);

/// How long to wait for a place until another connection has to go.
const PATIENCE: Duration = Duration::from_millis(50);

/// Who waits for a request for too long has to go within this part of the time that it may wait.
const PART: u32 = 8;

/// The places of all connections.
#[derive(Debug)]
pub(crate) struct Places {
    most: usize,
    most_of_one: usize,
    table: Mutex<Table>,
    freed: Notify,
    /// Times are told in nanoseconds since then.
    begun: Instant,
}

#[derive(Debug, Default)]
struct Table {
    taken: HashMap<u64, Arc<Waiting>>,
    by_peer: HashMap<Peer, usize>,
    next: u64,
}

/// Whether a connection waits for a request. It changes with each request, so it takes no lock.
#[derive(Debug, Default)]
struct Waiting {
    /// Since when, or [`BUSY`].
    since: AtomicU64,
    evicted: Notify,
}

/// It does not wait.
const BUSY: u64 = u64::MAX;

impl Waiting {
    /// Makes the connection go that has been waiting since then, unless a request has come meanwhile.
    fn evict(&self, since: u64) {
        if self.since.compare_exchange(since, BUSY, Relaxed, Relaxed).is_ok() {
            self.evicted.notify_one();
        }
    }
}

impl Places {
    /// Places for `most` connections, of which `most_of_one` may come from one peer.
    pub(crate) fn new(most: usize, most_of_one: Option<usize>) -> Arc<Self> {
        Arc::new(Self {
            most: most.max(1),
            most_of_one: most_of_one.unwrap_or(usize::MAX).max(1),
            table: Mutex::default(),
            freed: Notify::new(),
            begun: Instant::now(),
        })
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
                if table.taken.len() < self.most {
                    let number = table.next;
                    table.next += 1;
                    let waiting = Arc::new(Waiting { since: self.now().into(), evicted: Notify::new() });
                    table.taken.insert(number, Arc::clone(&waiting));
                    *table.by_peer.entry(peer).or_default() += 1;
                    return Some(Place { places: Arc::clone(self), peer, number, waiting });
                }
                let all = table.taken.values().map(|waiting| (waiting.since.load(Relaxed), waiting));
                if let Some((since, oldest)) = all.min_by_key(|(since, _)| *since)
                    && self.waited(since) >= LEAST_IDLE
                {
                    oldest.evict(since);
                }
            }
            // A connection that was about to end by itself frees its place without having been told to.
            let _ = tokio::time::timeout(PATIENCE, freed).await;
        }
    }

    /// Makes connections go that have been waiting for a request for longer than this. It has no end.
    pub(crate) async fn evict_after(&self, patience: Duration) {
        loop {
            tokio::time::sleep((patience / PART).max(Duration::from_millis(1))).await;
            for waiting in self.lock().taken.values() {
                let since = waiting.since.load(Relaxed);
                if self.waited(since) >= patience {
                    waiting.evict(since);
                }
            }
        }
    }

    /// How many connections there are.
    pub(crate) fn taken(&self) -> usize {
        self.lock().taken.len()
    }

    fn now(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_nanos()).unwrap_or(BUSY)
    }

    /// How long somebody has been waiting since then.
    fn waited(&self, since: u64) -> Duration {
        Duration::from_nanos(self.now().saturating_sub(since))
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
    number: u64,
    waiting: Arc<Waiting>,
}

impl Place {
    /// Waits until the connection has to go.
    pub(crate) async fn evicted(&self) {
        self.waiting.evicted.notified().await;
    }

    /// A request is being answered, until what this gives is dropped.
    pub(crate) fn busy(self: &Arc<Self>) -> Busy {
        self.keep();
        Busy { place: Arc::clone(self) }
    }

    /// From now on the connection waits for no request: it is busy, or is something else, such as a WebSocket.
    pub(crate) fn keep(&self) {
        self.waiting.since.store(BUSY, Relaxed);
    }

    /// From now on the connection waits for a request.
    pub(crate) fn wait_for_request(&self) {
        self.waiting.since.store(self.places.now(), Relaxed);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut table = self.places.lock();
        table.taken.remove(&self.number);
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
        assert_eq!((table.taken.len(), table.by_peer.len()), (0, 0));
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
    async fn who_waits_for_too_long_has_to_go() {
        let places = Places::new(3, None);
        let (busy, waits) = (Arc::new(places.take(peer(1)).await.unwrap()), places.take(peer(2)).await.unwrap());
        let answering = busy.busy();
        tokio::select! {
            () = places.evict_after(Duration::from_millis(50)) => {}
            () = busy.evicted() => panic!("it is being answered"),
            () = waits.evicted() => {}
        }
        drop(answering);
        tokio::select! {
            () = places.evict_after(Duration::from_millis(50)) => {}
            () = busy.evicted() => {}
        }
    }

    #[tokio::test]
    async fn one_peer_has_its_share() {
        let places = Places::new(3, Some(1));
        let _first = places.take(peer(1)).await.unwrap();
        assert!(places.take(peer(1)).await.is_none());
        assert!(places.take(peer(2)).await.is_some());
    }
}

//! One subscription of one client: which ticks it wants, and at what pace.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::frame::Frame;

/// Which ticks of a channel a subscription wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Those of all keys but these.
    AllBut(BTreeSet<String>),
    /// Those of these keys.
    Only(BTreeSet<String>),
}

impl Wanted {
    /// Those of `key`, or of all keys.
    pub(super) fn of(key: Option<&str>) -> Self {
        key.map_or(Self::AllBut(BTreeSet::new()), |key| Self::Only([key.to_owned()].into()))
    }

    /// The key, if it is one alone.
    pub(super) fn only(&self) -> Option<&str> {
        match self {
            Self::Only(keys) if keys.len() == 1 => keys.first().map(String::as_str),
            _ => None,
        }
    }

    pub(super) fn has(&self, key: Option<&str>) -> bool {
        match self {
            Self::AllBut(keys) => keys.is_empty() || key.is_none_or(|key| !keys.contains(key)),
            Self::Only(keys) => key.is_some_and(|key| keys.contains(key)),
        }
    }

    /// Those of `key`, or of all keys, too.
    pub(super) fn add(&mut self, key: Option<&str>) {
        match (self, key) {
            (this, None) => *this = Self::of(None),
            (Self::AllBut(keys), Some(key)) => {
                keys.remove(key);
            }
            (Self::Only(keys), Some(key)) => {
                keys.insert(key.to_owned());
            }
        }
    }

    /// No longer those of `key`, or of any key.
    pub(super) fn remove(&mut self, key: Option<&str>) {
        match (self, key) {
            (this, None) => *this = Self::Only(BTreeSet::new()),
            (Self::AllBut(keys), Some(key)) => {
                keys.insert(key.to_owned());
            }
            (Self::Only(keys), Some(key)) => {
                keys.remove(key);
            }
        }
    }

    /// Whether nothing is wanted.
    pub(super) fn is_nothing(&self) -> bool {
        matches!(self, Self::Only(keys) if keys.is_empty())
    }

    /// How many keys it names.
    pub(super) fn names(&self) -> usize {
        let (Self::AllBut(keys) | Self::Only(keys)) = self;
        keys.len()
    }
}

/// How many of its ticks a subscription gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// Every one.
    Every(WhenFull),
    /// The newest of each key, whenever the client is ready for more.
    Conflate,
    /// The newest of each key, this often at most.
    Sample(Duration),
}

/// What happens to a subscription of every tick when too much waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WhenFull {
    /// The client is cut off.
    Disconnect,
    /// Of what waits the newest tick of each key is kept.
    Conflate,
}

/// A subscription as the client's outbox knows it.
#[derive(Debug)]
pub(super) struct Following {
    pub(super) wanted: Wanted,
    pub(super) pace: Pace,
    /// How many ticks there were up to the last one that was handed to the client.
    pub(super) seq: u64,
    /// How many were left out since.
    pub(super) dropped: u64,
    /// The newest tick of each key that is still to be handed over, with the place of its arrival.
    newest: BTreeMap<Option<Box<str>>, (u64, Arc<Frame>)>,
    arrivals: u64,
    /// When a sample may be handed over next.
    next: Option<Instant>,
}

impl Following {
    pub(super) fn new(wanted: Wanted, pace: Pace) -> Self {
        Self { wanted, pace, seq: 0, dropped: 0, newest: BTreeMap::new(), arrivals: 0, next: None }
    }

    /// Keeps `frame` in place of an older one of its key.
    pub(super) fn keep(&mut self, frame: &Arc<Frame>) {
        self.arrivals += 1;
        let kept = (self.arrivals, Arc::clone(frame));
        if self.newest.insert(frame.key().map(Into::into), kept).is_some() {
            self.dropped += 1;
        }
    }

    /// Whether a tick is to be handed over, now or at its time.
    pub(super) fn has_kept(&self) -> bool {
        !self.newest.is_empty()
    }

    /// When what is kept is to be handed over. `None` for now.
    pub(super) fn due(&self) -> Option<Instant> {
        match self.pace {
            Pace::Sample(_) => self.next,
            Pace::Every(_) | Pace::Conflate => None,
        }
    }

    /// What is kept, in the order of its arrival.
    pub(super) fn take(&mut self, now: Instant) -> Vec<Arc<Frame>> {
        if let Pace::Sample(interval) = self.pace {
            self.next = Some(now + interval);
        }
        let mut kept: Vec<(u64, Arc<Frame>)> = std::mem::take(&mut self.newest).into_values().collect();
        kept.sort_unstable_by_key(|(arrival, _)| *arrival);
        kept.into_iter().map(|(_, frame)| frame).collect()
    }

    /// Counts a tick that is handed over: its number, and how many were left out before it.
    pub(super) fn count(&mut self) -> (u64, u64) {
        let dropped = std::mem::take(&mut self.dropped);
        self.seq += dropped + 1;
        (self.seq, dropped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_wanted_one_by_one_or_all() {
        let mut wanted = Wanted::of(Some("A"));
        assert!(wanted.has(Some("A")) && !wanted.has(Some("B")) && !wanted.has(None));
        wanted.add(Some("B"));
        wanted.remove(Some("A"));
        assert!(wanted.has(Some("B")) && !wanted.has(Some("A")));
        wanted.add(None);
        assert!(wanted.has(Some("Z")) && wanted.has(None));
        wanted.remove(Some("A"));
        assert!(!wanted.has(Some("A")) && wanted.has(Some("B")));
        wanted.add(Some("A"));
        assert_eq!(wanted, Wanted::of(None));
        wanted.remove(None);
        assert!(wanted.is_nothing() && !wanted.has(Some("B")) && !wanted.has(None));
    }
}

//! Those who wait for ticks of a channel, from where they ask until the channel ticks.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use super::outlet::Subscriber;

/// Subscribers of one channel that the engine has not seen yet. Whoever asks while it has nothing to do puts himself here, and need not
/// wake it; the engine looks here when the channel ticks.
#[derive(Debug, Default)]
pub struct Waiting {
    some: AtomicBool,
    list: Mutex<Vec<Subscriber>>,
}

impl Waiting {
    /// Adds somebody. Those who have left are forgotten.
    pub(super) fn add(&self, subscriber: Subscriber) {
        let mut list = self.list.lock().unwrap_or_else(PoisonError::into_inner);
        list.retain(|waiting| !waiting.has_left());
        list.push(subscriber);
        self.some.store(true, Ordering::Release);
    }

    /// Moves all to those whom the engine knows.
    pub(super) fn enter(&self, known: &mut Vec<Subscriber>) {
        // What was sent after somebody began to wait came through the queue, and so did the sight of this.
        if self.some.load(Ordering::Acquire) {
            let mut list = self.list.lock().unwrap_or_else(PoisonError::into_inner);
            self.some.store(false, Ordering::Relaxed);
            known.append(&mut list);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::feed::feed;

    #[test]
    fn who_has_left_before_anything_ticked_is_forgotten() {
        let waiting = Waiting::default();
        let begin = || {
            let (ticks, receiver) = feed(1);
            waiting.add(Subscriber { key: None, remaining: Some(1), ticks });
            receiver
        };
        (0..1000).for_each(|_| drop(begin()));
        let _here = begin();
        let mut known = Vec::new();
        waiting.enter(&mut known);
        waiting.enter(&mut known);
        assert_eq!(known.len(), 1);
    }
}

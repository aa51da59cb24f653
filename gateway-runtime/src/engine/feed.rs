//! The way of a channel's ticks to somebody who follows it: bounded, and in two steps. A tick is there at once for a reader who is awake;
//! one who sleeps is woken when the engine has done what it is at, once for all that has come by then.
//!
//! To wake somebody takes longer than most cycles, and who is woken for each tick finds one each time.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;

use tokio::task::coop;

use crate::Timestamp;
use crate::channel::AnyTick;

/// The end of the engine.
#[derive(Debug)]
pub(crate) struct Feeder {
    shared: Arc<Shared>,
    capacity: usize,
}

/// The end of the reader.
#[derive(Debug)]
pub(crate) struct Feed {
    shared: Arc<Shared>,
}

/// A reader who is to be woken.
#[derive(Debug)]
pub(crate) struct Sleeper(Arc<Shared>);

/// The readers whom the engine is about to wake.
#[derive(Debug, Default)]
pub(crate) struct Sleepers {
    list: Vec<Sleeper>,
    /// The engine time when the first of them got something.
    since: Timestamp,
}

/// While the engine is at something long, readers wait at most so long, and until the end of the cycle that runs then.
const MAY_SLEEP: Duration = Duration::from_micros(50);

#[derive(Default)]
struct Shared(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    ticks: VecDeque<Arc<dyn AnyTick>>,
    /// The reader, while it sleeps.
    reader: Option<Waker>,
    /// Whether the engine is about to wake it.
    is_noted: bool,
    /// Nothing more will come.
    has_ended: bool,
    /// Nobody reads any more.
    has_left: bool,
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("waiting", &self.lock().ticks.len()).finish_non_exhaustive()
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        // Nothing in here panics halfway through a change.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A feed in which at most `capacity` ticks wait.
pub(crate) fn feed(capacity: usize) -> (Feeder, Feed) {
    let shared = Arc::<Shared>::default();
    (Feeder { shared: Arc::clone(&shared), capacity }, Feed { shared })
}

/// What became of a tick.
#[derive(Debug)]
pub(crate) enum Fed {
    /// It waits for the reader, who is awake or about to be woken.
    Taken,
    /// It waits for a reader who sleeps and is to be woken soon.
    ToWake(Sleeper),
    /// There is no place for it, or nobody reads.
    Refused,
}

impl Feeder {
    /// Lets a tick wait, if there is a place.
    pub(crate) fn push(&self, tick: &Arc<dyn AnyTick>) -> Fed {
        let mut waiting = self.shared.lock();
        if waiting.has_left || waiting.ticks.len() >= self.capacity {
            return Fed::Refused;
        }
        waiting.ticks.push_back(Arc::clone(tick));
        if waiting.reader.is_none() || std::mem::replace(&mut waiting.is_noted, true) {
            return Fed::Taken;
        }
        Fed::ToWake(Sleeper(Arc::clone(&self.shared)))
    }

    /// Whether nobody reads any more.
    pub(crate) fn is_closed(&self) -> bool {
        self.shared.lock().has_left
    }
}

impl Sleeper {
    pub(crate) fn wake(self) {
        let reader = {
            let mut waiting = self.0.lock();
            waiting.is_noted = false;
            waiting.reader.take()
        };
        if let Some(reader) = reader {
            reader.wake();
        }
    }
}

impl Sleepers {
    pub(crate) fn add(&mut self, sleepers: Vec<Sleeper>, now: Timestamp) {
        if sleepers.is_empty() {
            return;
        }
        if self.list.is_empty() {
            (self.list, self.since) = (sleepers, now);
        } else {
            self.list.extend(sleepers);
        }
    }

    /// Wakes them: the engine has done what it was at.
    #[inline]
    pub(crate) fn wake(&mut self) {
        if !self.list.is_empty() {
            self.list.drain(..).for_each(Sleeper::wake);
        }
    }

    /// Wakes them if it is time: the engine is about to run another cycle.
    #[inline]
    pub(crate) fn wake_in_time(&mut self, now: Timestamp) {
        if !self.list.is_empty() && now - self.since > MAY_SLEEP {
            self.wake();
        }
    }
}

impl Drop for Feeder {
    fn drop(&mut self) {
        self.shared.lock().has_ended = true;
        Sleeper(Arc::clone(&self.shared)).wake();
    }
}

impl Feed {
    /// The next tick. `None` if there is none and none will come.
    pub(crate) async fn recv(&mut self) -> Option<Arc<dyn AnyTick>> {
        poll_fn(|cx| self.poll(cx, VecDeque::pop_front)).await
    }

    /// Appends ticks: at least one and at most `most`, without waiting for more than the first. Gives how many: none if none will come.
    pub(crate) async fn recv_many(&mut self, into: &mut Vec<Arc<dyn AnyTick>>, most: usize) -> usize {
        let mut take = |ticks: &mut VecDeque<Arc<dyn AnyTick>>| {
            let count = most.min(ticks.len());
            into.extend(ticks.drain(..count));
            count
        };
        poll_fn(|cx| self.poll(cx, &mut take)).await
    }

    /// How many ticks wait.
    pub(crate) fn len(&self) -> usize {
        self.shared.lock().ticks.len()
    }

    /// Takes something out once there is something, or of nothing if nothing will come.
    fn poll<T>(&self, cx: &mut Context<'_>, take: impl FnOnce(&mut VecDeque<Arc<dyn AnyTick>>) -> T) -> Poll<T> {
        // Who always finds something has to let others run too.
        let turn = ready!(coop::poll_proceed(cx));
        let mut waiting = self.shared.lock();
        if waiting.ticks.is_empty() && !waiting.has_ended {
            match &mut waiting.reader {
                Some(reader) => reader.clone_from(cx.waker()),
                none => *none = Some(cx.waker().clone()),
            }
            return Poll::Pending;
        }
        waiting.reader = None;
        turn.made_progress();
        Poll::Ready(take(&mut waiting.ticks))
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        let ticks = {
            let mut waiting = self.shared.lock();
            waiting.has_left = true;
            waiting.reader = None;
            std::mem::take(&mut waiting.ticks)
        };
        // Not while the engine may wait for the lock.
        drop(ticks);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
    use std::task::Wake;

    use futures::FutureExt;

    use super::*;
    use crate::channel::{Stamp, Tick};
    use crate::id::TickId;

    fn tick(value: u32) -> Arc<dyn AnyTick> {
        Arc::new(Tick::new(value, vec![Stamp { id: TickId::client(&value.to_string()), time: Timestamp::EPOCH }]))
    }

    #[derive(Default)]
    struct Count(AtomicUsize);

    impl Wake for Count {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Relaxed);
        }
    }

    #[test]
    fn a_reader_who_sleeps_is_woken_once_for_all_that_has_come() {
        let (feeder, mut feed) = feed(10);
        let woken = Arc::<Count>::default();
        let waker = Waker::from(Arc::clone(&woken));
        let (mut ticks, mut sleepers) = (Vec::new(), Sleepers::default());
        {
            let mut reads = Box::pin(feed.recv_many(&mut ticks, 5));
            assert!(reads.poll_unpin(&mut Context::from_waker(&waker)).is_pending());
            for value in 0..7 {
                let at = Timestamp::from_nanos(value.into());
                if let Fed::ToWake(sleeper) = feeder.push(&tick(value)) {
                    sleepers.add(vec![sleeper], at);
                }
                sleepers.wake_in_time(at);
            }
            assert_eq!((sleepers.list.len(), woken.0.load(Relaxed)), (1, 0));
            sleepers.wake_in_time(Timestamp::from_nanos(1_000_000));
            sleepers.wake();
            assert_eq!((sleepers.list.len(), woken.0.load(Relaxed)), (0, 1));
            assert_eq!(reads.poll_unpin(&mut Context::from_waker(&waker)), Poll::Ready(5));
        }
        assert_eq!((ticks.len(), feed.len()), (5, 2));
        assert!(matches!(feeder.push(&tick(7)), Fed::Taken), "who is awake need not be woken");
        drop(feeder);
        assert_eq!(feed.recv_many(&mut ticks, 9).now_or_never(), Some(3));
        assert_eq!(feed.recv_many(&mut ticks, 9).now_or_never(), Some(0));
        assert!(feed.recv().now_or_never().unwrap().is_none());
    }

    #[test]
    fn the_end_wakes_at_once_and_what_does_not_fit_is_refused() {
        let (feeder, mut feed) = feed(1);
        let woken = Arc::<Count>::default();
        let waker = Waker::from(Arc::clone(&woken));
        assert!(Box::pin(feed.recv()).poll_unpin(&mut Context::from_waker(&waker)).is_pending());
        assert!(matches!(feeder.push(&tick(0)), Fed::ToWake(_)));
        assert!(matches!(feeder.push(&tick(1)), Fed::Refused));
        drop(feeder);
        assert_eq!(woken.0.load(Relaxed), 1);
    }

    #[test]
    fn nothing_is_kept_for_who_has_left() {
        let (feeder, feed) = feed(1);
        let waits = tick(0);
        assert!(matches!(feeder.push(&waits), Fed::Taken) && !feeder.is_closed());
        drop(feed);
        assert!(matches!(feeder.push(&tick(1)), Fed::Refused) && feeder.is_closed());
        assert_eq!(Arc::strong_count(&waits), 1);
    }
}

//! What waits to be written to one client: bounded in frames and in bytes, whatever comes and however slowly it reads.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::ws::Utf8Bytes;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, sleep_until};

use super::end::End;
use super::following::{Following, Pace, Wanted, WhenFull};
use super::frame::{Format, Frame};
use crate::unread::Place;

/// A subscription of one client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Subscription {
    /// Its name.
    pub(super) number: u64,
    /// The form of its ticks.
    pub(super) format: Format,
}

/// How many frames are taken out at once.
const AT_ONCE: usize = 256;

/// How many bytes of answers may wait before nothing more is read from the client.
const UNREAD_ANSWERS: usize = 256 * 1024;

/// What waits for one client.
#[derive(Debug)]
pub(super) struct Outbox {
    waiting: Mutex<Waiting>,
    changed: Notify,
    /// Answers have been taken out.
    answered: Notify,
    end: watch::Sender<Option<End>>,
    max_frames: usize,
    max_bytes: usize,
}

#[derive(Debug, Default)]
struct Waiting {
    queue: VecDeque<Entry>,
    /// The bytes of the ticks in the queue.
    bytes: usize,
    /// Those of the answers.
    answers: usize,
    subscriptions: BTreeMap<Subscription, Following>,
}

#[derive(Debug)]
enum Entry {
    /// An answer, made for this client, with its place if it is large.
    Answer(Utf8Bytes, Place),
    /// The place of an answer that is still being made. What stands behind it waits for it.
    Held,
    /// A question whether the client is still there.
    Ping,
    /// The last ticks from before a subscription. They count as one frame without bytes: the engine keeps them anyway.
    Snapshot(Subscription, Vec<Arc<Frame>>),
    /// Earlier ticks of a subscription that wants every one. They count likewise: the history keeps them anyway.
    Past(Subscription, VecDeque<Arc<Frame>>),
    /// A tick of a subscription that wants every one.
    Tick(Subscription, Arc<Frame>),
    /// The subscription has kept ticks that may be handed over.
    Kept(Subscription),
}

/// What is written next.
#[derive(Debug)]
pub(super) enum Outgoing {
    Answer(Utf8Bytes, Place),
    /// A question whether the client is still there.
    Ping,
    /// A tick from before the subscription.
    Snapshot(Subscription, Arc<Frame>),
    /// A tick: its subscription, its number there, how many were left out before it, and the tick itself.
    Tick(Subscription, u64, u64, Arc<Frame>),
}

impl Outbox {
    pub(super) fn new(max_frames: usize, max_bytes: usize) -> Arc<Self> {
        let (waiting, end) = (Mutex::default(), watch::Sender::new(None));
        Arc::new(Self { waiting, changed: Notify::new(), answered: Notify::new(), end, max_frames, max_bytes })
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        // Nothing in here panics halfway through a change.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends it: nothing more is taken or given, and all that waits is gone.
    pub(super) fn end(&self, why: End) {
        let first = self.end.send_if_modified(|end| end.is_none() && end.replace(why).is_none());
        if first {
            *self.lock() = Waiting::default();
            self.changed.notify_one();
        }
    }

    /// Why it has ended, once it has.
    pub(super) async fn ended(&self) -> End {
        // The sender is here, so the channel cannot close while we wait.
        self.end.subscribe().wait_for(Option::is_some).await.ok().and_then(|end| *end).unwrap_or(End::Broken)
    }

    fn has_ended(&self) -> bool {
        self.end.borrow().is_some()
    }

    /// Lets an answer wait. One too many is the end.
    pub(super) fn answer(&self, text: Utf8Bytes, place: Place) {
        self.put(Entry::Answer(text, place));
    }

    /// Holds the place for an answer before all that comes from now on, until it is [given](Self::give). There is one at a time.
    pub(super) fn hold(&self) {
        self.put(Entry::Held);
    }

    /// Lets an answer wait in the place that was held for it.
    pub(super) fn give(&self, text: Utf8Bytes, place: Place) {
        let mut waiting = self.lock();
        let held = waiting.queue.iter_mut().find(|entry| matches!(entry, Entry::Held));
        // If none is there the client has gone.
        let Some(held) = held else { return };
        let length = text.len();
        *held = Entry::Answer(text, place);
        waiting.answers += length;
        drop(waiting);
        self.changed.notify_one();
    }

    /// Waits until the client has taken its answers, but for a few: who does not take them is not asked for more questions.
    pub(super) async fn answers_taken(&self) {
        loop {
            let answered = self.answered.notified();
            if self.has_taken_answers() {
                return;
            }
            answered.await;
        }
    }

    /// Whether it has.
    pub(super) fn has_taken_answers(&self) -> bool {
        self.lock().answers <= UNREAD_ANSWERS
    }

    /// Lets the question wait whether the client is still there.
    pub(super) fn ping(&self) {
        self.put(Entry::Ping);
    }

    /// Lets the last ticks from before a subscription wait.
    pub(super) fn snapshot(&self, subscription: Subscription, frames: Vec<Arc<Frame>>) {
        self.put(Entry::Snapshot(subscription, frames));
    }

    /// Lets earlier ticks of a subscription wait, oldest first.
    pub(super) fn past(&self, subscription: Subscription, frames: Vec<Arc<Frame>>) {
        if self.lock().subscriptions.get(&subscription).is_some_and(|following| matches!(following.pace, Pace::Every(_))) {
            self.put(Entry::Past(subscription, frames.into()));
        } else {
            self.offer(subscription, &frames);
        }
    }

    /// One answer may be larger than all that may wait; then none can wait behind it.
    fn put(&self, entry: Entry) {
        let mut waiting = self.lock();
        if self.has_ended() {
            return;
        }
        let fits = waiting.queue.len() < self.max_frames && waiting.answers <= self.max_bytes;
        if let Entry::Answer(text, _) = &entry {
            waiting.answers += text.len();
        }
        waiting.queue.push_back(entry);
        drop(waiting);
        if fits { self.changed.notify_one() } else { self.end(End::TooSlow) }
    }

    /// Adds a subscription.
    pub(super) fn follow(&self, subscription: Subscription, wanted: Wanted, pace: Pace) {
        let mut waiting = self.lock();
        if !self.has_ended() {
            waiting.subscriptions.insert(subscription, Following::new(wanted, pace));
        }
    }

    /// Changes what a subscription wants.
    pub(super) fn change(&self, subscription: Subscription, change: impl FnOnce(&mut Wanted)) {
        if let Some(following) = self.lock().subscriptions.get_mut(&subscription) {
            change(&mut following.wanted);
        }
    }

    /// Removes a subscription, with all that waits for it.
    pub(super) fn unfollow(&self, subscription: Subscription) {
        let mut waiting = self.lock();
        waiting.subscriptions.remove(&subscription);
        let Waiting { queue, bytes, .. } = &mut *waiting;
        queue.retain(|entry| match entry {
            Entry::Tick(other, frame) if *other == subscription => {
                *bytes -= frame.size(subscription.format);
                false
            }
            Entry::Kept(other) | Entry::Snapshot(other, _) | Entry::Past(other, _) => *other != subscription,
            Entry::Answer(..) | Entry::Held | Entry::Ping | Entry::Tick(..) => true,
        });
    }

    /// Whether there is such a subscription.
    pub(super) fn follows(&self, subscription: Subscription) -> bool {
        self.lock().subscriptions.contains_key(&subscription)
    }

    /// Lets ticks of a channel wait, as far as the subscription wants them. `false` if there is no such subscription.
    pub(super) fn offer(&self, subscription: Subscription, frames: &[Arc<Frame>]) -> bool {
        let mut waiting = self.lock();
        let changed = match waiting.add(subscription, frames, self) {
            Added::NoSubscription => return false,
            Added::TooMuch => {
                drop(waiting);
                self.end(End::TooSlow);
                return false;
            }
            Added::Nothing => false,
            Added::Some => true,
        };
        drop(waiting);
        if changed {
            self.changed.notify_one();
        }
        true
    }

    fn fits(&self, waiting: &Waiting) -> bool {
        waiting.queue.len() <= self.max_frames && waiting.bytes <= self.max_bytes
    }

    /// Whether there is some room again, so that it pays to have left things out.
    fn has_room(&self, waiting: &Waiting) -> bool {
        waiting.queue.len() <= self.max_frames / 4 * 3 && waiting.bytes <= self.max_bytes / 4 * 3
    }

    /// Takes out what is to be written next, once there is something: `false` if it has ended.
    pub(super) async fn take(&self, out: &mut Vec<Outgoing>) -> bool {
        loop {
            let due = {
                let mut waiting = self.lock();
                if self.has_ended() {
                    return false;
                }
                let answers = waiting.answers;
                let due = waiting.take(Instant::now(), out);
                if waiting.answers < answers {
                    self.answered.notify_one();
                }
                if !out.is_empty() {
                    return true;
                }
                due
            };
            match due {
                None => self.changed.notified().await,
                Some(due) => tokio::select! {
                    () = self.changed.notified() => {}
                    () = sleep_until(due) => {}
                },
            }
        }
    }
}

/// What became of ticks that were offered.
enum Added {
    NoSubscription,
    Nothing,
    Some,
    TooMuch,
}

impl Waiting {
    fn add(&mut self, subscription: Subscription, frames: &[Arc<Frame>], limits: &Outbox) -> Added {
        let mut added = Added::Nothing;
        for frame in frames {
            let Some(following) = self.subscriptions.get_mut(&subscription) else { return Added::NoSubscription };
            if !following.wanted.has(frame.key()) {
                continue;
            }
            added = Added::Some;
            let Pace::Every(when_full) = following.pace else {
                if !following.has_kept() {
                    self.queue.push_back(Entry::Kept(subscription));
                }
                following.keep(frame);
                continue;
            };
            self.bytes += frame.size(subscription.format);
            self.queue.push_back(Entry::Tick(subscription, Arc::clone(frame)));
            if limits.fits(self) {
                continue;
            }
            if when_full == WhenFull::Conflate {
                self.fold();
            }
            if !limits.has_room(self) {
                return Added::TooMuch;
            }
        }
        added
    }

    /// Keeps of all ticks in the queue that may be left out the newest of each subscription and key.
    fn fold(&mut self) {
        let mut seen: HashSet<(Subscription, Option<Box<str>>)> = HashSet::new();
        let mut kept = VecDeque::new();
        while let Some(entry) = self.queue.pop_back() {
            if let Entry::Tick(subscription, frame) = &entry
                && let Some(following) = self.subscriptions.get_mut(subscription)
                && following.pace == Pace::Every(WhenFull::Conflate)
                && !seen.insert((*subscription, frame.key().map(Into::into)))
            {
                following.dropped += 1;
                self.bytes -= frame.size(subscription.format);
                continue;
            }
            kept.push_front(entry);
        }
        self.queue = kept;
    }

    /// Takes out some of what is ready. If nothing is: when something will be.
    fn take(&mut self, now: Instant, out: &mut Vec<Outgoing>) -> Option<Instant> {
        let mut later = VecDeque::new();
        let mut earliest: Option<Instant> = None;
        while out.len() < AT_ONCE
            && let Some(entry) = self.queue.pop_front()
        {
            match entry {
                Entry::Answer(text, place) => {
                    self.answers -= text.len();
                    out.push(Outgoing::Answer(text, place));
                }
                Entry::Held => {
                    self.queue.push_front(Entry::Held);
                    break;
                }
                Entry::Ping => out.push(Outgoing::Ping),
                Entry::Snapshot(subscription, frames) => {
                    out.extend(frames.into_iter().map(|frame| Outgoing::Snapshot(subscription, frame)));
                }
                Entry::Past(subscription, mut frames) => {
                    let Some(following) = self.subscriptions.get_mut(&subscription) else { continue };
                    for frame in frames.drain(..AT_ONCE.min(frames.len())) {
                        let (seq, dropped) = following.count();
                        out.push(Outgoing::Tick(subscription, seq, dropped, frame));
                    }
                    if !frames.is_empty() {
                        self.queue.push_front(Entry::Past(subscription, frames));
                    }
                }
                Entry::Tick(subscription, frame) => {
                    self.bytes -= frame.size(subscription.format);
                    if let Some(following) = self.subscriptions.get_mut(&subscription) {
                        let (seq, dropped) = following.count();
                        out.push(Outgoing::Tick(subscription, seq, dropped, frame));
                    }
                }
                Entry::Kept(subscription) => {
                    let Some(following) = self.subscriptions.get_mut(&subscription) else { continue };
                    if let Some(due) = following.due().filter(|due| *due > now) {
                        earliest = Some(earliest.map_or(due, |earliest| earliest.min(due)));
                        later.push_back(Entry::Kept(subscription));
                        continue;
                    }
                    for frame in following.take(now) {
                        let (seq, dropped) = following.count();
                        out.push(Outgoing::Tick(subscription, seq, dropped, frame));
                    }
                }
            }
        }
        // What is not due yet stands before what was not looked at.
        while let Some(entry) = later.pop_back() {
            self.queue.push_front(entry);
        }
        earliest
    }
}

#[cfg(test)]
mod tests;

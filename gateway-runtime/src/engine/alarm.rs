//! Alarms: times at which a node wants to run again, set and cancelled by the node itself.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use super::Context;
use super::core::{ALARMS_LIMIT, FEEDBACK_LIMIT};
use super::failure::{Fault, report};
use crate::Timestamp;

/// The alarms of one node, as its parameter `&mut Alarm<T>`: each goes off at its time, once, and makes the node run.
///
/// A node that has one also runs by its triggers, which are `Option<&T>` or `Ticks<T>`; [`due`](Self::due) tells what
/// went off. Alarms for the same instant share one run, in the order in which they were set.
///
/// ```
/// use gateway_runtime::prelude::*;
///
/// #[channels]
/// pub struct Bus {
///     #[channel(send)]
///     pub orders: Channel<u32>,
///     pub expired: Channel<u32>,
/// }
///
/// #[module]
/// pub struct Expiry {}
///
/// #[module(channels = Bus)]
/// impl Expiry {
///     /// Tells of each order after ten seconds.
///     #[node(publish(expired))]
///     fn expire(&mut self, orders: Ticks<u32>, alarm: &mut Alarm<u32>) -> Vec<u32> {
///         for order in orders {
///             alarm.set(Duration::from_secs(10), *order);
///         }
///         alarm.due().collect()
///     }
/// }
///
/// #[gateway(channels = Bus)]
/// # #[allow(deprecated)] // nobody reads `expired` here
/// pub struct App {
///     expiry: Expiry,
/// }
///
/// let mut simulation = Simulation::new(App::from_settings([])?)?;
/// simulation.send_at(Timestamp::from_secs(1), Bus::orders, 7);
/// let expired = simulation.collect(Bus::expired);
/// simulation.run()?;
/// assert_eq!(expired.take()[0].time(), Some(Timestamp::from_secs(11)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Alarm<T> {
    now: Timestamp,
    pending: BTreeMap<AlarmId, T>,
    set: u64,
    due: Vec<T>,
    /// The time for which the engine knows of this.
    armed: Option<Timestamp>,
    /// Guards against alarms that set each other again without a delay.
    chain: Chain,
}

/// Runs of a node by its alarms, each of which the one before has asked for at its own time.
#[derive(Debug, Default)]
struct Chain {
    /// How many there were after the first one.
    length: u32,
    /// Whether the run at hand is one.
    rings: bool,
    /// The alarm that the last one has set for its own time.
    next: Option<AlarmId>,
}

/// An alarm that has been set, by which it can be cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AlarmId {
    time: Timestamp,
    number: u64,
}

impl AlarmId {
    /// When it goes off.
    pub fn time(self) -> Timestamp {
        self.time
    }

    /// Whether it goes off at `now`, or before. At the end of time none does.
    fn is_due(self, now: Timestamp) -> bool {
        self.time <= now && self.time < Timestamp::MAX
    }
}

impl<T> Default for Alarm<T> {
    fn default() -> Self {
        Self { now: Timestamp::EPOCH, pending: BTreeMap::new(), set: 0, due: Vec::new(), armed: None, chain: Chain::default() }
    }
}

impl<T> fmt::Debug for Alarm<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Alarm").field("pending", &self.pending.len()).field("next", &self.next()).finish_non_exhaustive()
    }
}

impl<T> Alarm<T> {
    /// Sets an alarm that goes off after `delay`, with `value`.
    pub fn set(&mut self, delay: Duration, value: T) -> AlarmId {
        self.set_at(self.now + delay, value)
    }

    /// Sets an alarm that goes off at `time`, with `value`. One for now or the past goes off in a cycle of its own at
    /// the time that is now. One for the end of time, [`Timestamp::MAX`], does not go off.
    pub fn set_at(&mut self, time: Timestamp, value: T) -> AlarmId {
        let id = AlarmId { time: time.max(self.now), number: self.set };
        self.set += 1;
        if self.chain.rings && id.time == self.now {
            self.chain.next.get_or_insert(id);
        }
        self.pending.insert(id, value);
        id
    }

    /// Takes an alarm back, and gives its value. `None` if it has gone off, or was cancelled before.
    pub fn cancel(&mut self, id: AlarmId) -> Option<T> {
        self.pending.remove(&id)
    }

    /// Takes all alarms back.
    pub fn clear(&mut self) {
        self.pending.clear();
    }

    /// The values of the alarms that made the node run now, in the order of their times. What is not taken is gone
    /// after this run.
    pub fn due(&mut self) -> std::vec::Drain<'_, T> {
        self.due.drain(..)
    }

    /// How many alarms have not gone off yet.
    pub fn pending(&self) -> usize {
        self.pending.len()
    }

    /// When the next one goes off.
    pub fn next(&self) -> Option<Timestamp> {
        self.pending.first_key_value().map(|(id, _)| id.time)
    }

    /// Prepares a run at `now`; `rings` if the engine runs the node for its alarms.
    #[inline]
    pub(crate) fn begin(&mut self, now: Timestamp, rings: bool) {
        self.now = now;
        self.due.clear();
        self.chain.rings = rings;
        if rings {
            self.armed = None;
            let next = self.chain.next.take();
            let is_chained = next.is_some_and(|id| self.pending.contains_key(&id));
            self.chain.length = if is_chained { self.chain.length + 1 } else { 0 };
            while let Some(first) = self.pending.first_entry().filter(|first| first.key().is_due(now)) {
                self.due.push(first.remove());
            }
        }
    }

    /// Tells the engine when to run the node again, if that has changed.
    #[inline]
    pub(crate) fn end(&mut self, cx: &mut Context, input: usize, node: usize) {
        if self.chain.length >= FEEDBACK_LIMIT {
            self.break_chain(cx, node, format_args!("its alarms set each other again without a delay, {FEEDBACK_LIMIT} times"));
        } else if cx.alarms_in_a_row >= ALARMS_LIMIT && cx.alarms_at == self.now {
            self.break_chain(cx, node, format_args!("its alarms and those of other nodes went on without a delay, {ALARMS_LIMIT} times"));
        }
        let next = self.next().filter(|time| *time < Timestamp::MAX);
        if next != self.armed {
            self.armed = next;
            cx.wake(input, next);
        }
    }

    /// Discards the alarms for the time that is now: a failure of the node.
    #[cold]
    fn break_chain(&mut self, cx: &mut Context, node: usize, why: fmt::Arguments<'_>) {
        let before = self.pending.len();
        self.pending.retain(|id, _| !id.is_due(self.now));
        if self.pending.len() < before {
            report(cx, node, &Fault::error(format!("{why}; those for this instant are discarded")));
        }
        self.chain = Chain::default();
    }
}

/// What a node has in the place of alarms: an [`Alarm`], or nothing.
pub trait Wake: Default + Send + 'static {
    /// Prepares a run.
    fn begin(&mut self, now: Timestamp, rings: bool);
    /// Ends a run of `node`.
    fn end(&mut self, cx: &mut Context, input: usize, node: usize);
}

impl<T: Send + 'static> Wake for Alarm<T> {
    #[inline]
    fn begin(&mut self, now: Timestamp, rings: bool) {
        Self::begin(self, now, rings);
    }

    #[inline]
    fn end(&mut self, cx: &mut Context, input: usize, node: usize) {
        Self::end(self, cx, input, node);
    }
}

impl Wake for () {
    fn begin(&mut self, _: Timestamp, _: bool) {}
    fn end(&mut self, _: &mut Context, _: usize, _: usize) {}
}

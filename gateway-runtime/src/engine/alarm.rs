//! Alarms: times at which a node wants to run again, set and cancelled by the node itself.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use super::Context;
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
}

impl<T> Default for Alarm<T> {
    fn default() -> Self {
        Self { now: Timestamp::EPOCH, pending: BTreeMap::new(), set: 0, due: Vec::new(), armed: None }
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
    /// the time that is now.
    pub fn set_at(&mut self, time: Timestamp, value: T) -> AlarmId {
        let id = AlarmId { time: time.max(self.now), number: self.set };
        self.set += 1;
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
        if rings {
            self.armed = None;
            while let Some(first) = self.pending.first_entry().filter(|first| first.key().time <= now) {
                self.due.push(first.remove());
            }
        }
    }

    /// Tells the engine when to run the node again, if that has changed.
    #[inline]
    pub(crate) fn end(&mut self, cx: &mut Context, input: usize) {
        let next = self.next();
        if next != self.armed {
            self.armed = next;
            cx.wake(input, next);
        }
    }
}

/// What a node has in the place of alarms: an [`Alarm`], or nothing.
pub trait Wake: Default + Send + 'static {
    /// Prepares a run.
    fn begin(&mut self, now: Timestamp, rings: bool);
    /// Ends a run.
    fn end(&mut self, cx: &mut Context, input: usize);
}

impl<T: Send + 'static> Wake for Alarm<T> {
    #[inline]
    fn begin(&mut self, now: Timestamp, rings: bool) {
        Self::begin(self, now, rings);
    }

    #[inline]
    fn end(&mut self, cx: &mut Context, input: usize) {
        Self::end(self, cx, input);
    }
}

impl Wake for () {
    fn begin(&mut self, _: Timestamp, _: bool) {}
    fn end(&mut self, _: &mut Context, _: usize) {}
}

//! What the outside sees of a channel: its last tick, and the ticks to come.

use std::any::Any;
use std::sync::Arc;

use super::Context;
use super::arrivals::{GivenStamps, places, stamped};
use super::feed::{Fed, Feeder, Sleeper};
use super::log::{Log, Logged};
use super::newest::{LastTicks, SharedNewest};
use super::waiting::Waiting;
use crate::channel::{AnyTick, Payload, Tick};
use crate::state::{Sink, Ticked};

/// The outside of one channel, kept by the engine while somebody watches.
#[derive(Debug)]
pub struct Outlet<P: Payload> {
    /// Where the newest ticks are kept. Where ticks are remembered, the store has them.
    newest: Option<Arc<SharedNewest<P>>>,
    subscribers: Vec<Subscriber>,
    /// Subscribers that are new. Nobody else holds on to it, so that they see the end of the engine.
    waiting: Option<Arc<Waiting>>,
    logs: Vec<Log>,
    /// Where ticks are remembered.
    sink: Option<Arc<dyn Sink<P>>>,
}

impl<P: Payload> Default for Outlet<P> {
    fn default() -> Self {
        Self { newest: None, subscribers: Vec::new(), waiting: None, logs: Vec::new(), sink: None }
    }
}

/// Somebody who gets the ticks of a channel.
#[derive(Debug)]
pub struct Subscriber {
    /// Only ticks of this key.
    pub(crate) key: Option<String>,
    /// How many more ticks are wanted; `None` for all to come.
    pub(crate) remaining: Option<usize>,
    pub(crate) ticks: Feeder,
}

impl Subscriber {
    /// Whether nobody is there any more who would read.
    pub(crate) fn has_left(&self) -> bool {
        self.ticks.is_closed()
    }

    /// Hands a tick over, and adds the reader to `sleepers` if it has to be woken. `false` once the subscriber wants no more.
    ///
    /// A subscriber whose queue is full has not read for long: it is dropped, and sees its queue end.
    fn offer(&mut self, tick: &Arc<dyn AnyTick>, sleepers: &mut Vec<Sleeper>) -> bool {
        if let Some(key) = &self.key
            && tick.key().as_deref() != Some(key.as_str())
        {
            return !self.has_left();
        }
        match self.ticks.push(tick) {
            Fed::Taken => {}
            Fed::ToWake(sleeper) => sleepers.push(sleeper),
            Fed::Refused => return false,
        }
        match &mut self.remaining {
            None => true,
            Some(remaining) => {
                *remaining = remaining.saturating_sub(1);
                *remaining > 0
            }
        }
    }
}

impl<P: Payload> Outlet<P> {
    /// Takes note of the ticks of this cycle. The first ones have the stamps in `given`, if any; of a list the first elements.
    ///
    /// Not inlined: it is only for watched cycles, and would swell the code of every other one.
    #[inline(never)]
    pub fn record(&mut self, cx: &mut Context, channel: usize, ticks: impl IntoIterator<Item = P>, given: GivenStamps) {
        if let Some(waiting) = &self.waiting {
            waiting.enter(&mut self.subscribers);
        }
        if self.newest.is_none() && self.subscribers.is_empty() && self.logs.is_empty() && self.sink.is_none() {
            // Ids must not depend on who looks on.
            let mut count = 0;
            cx.reserve_ids(ticks.into_iter().inspect(|_| count += 1).map(|value| places(&value)).sum());
            cx.counters.count_ticks(channel, count);
            return;
        }
        let mut given = given.into_inner().into_iter();
        let (mut position, mut count) = (0, 0);
        let ticks = ticks.into_iter().map(|value| {
            count += 1;
            stamped(cx, channel, &mut position, given.next(), value)
        });
        let Self { newest, subscribers, waiting: _, logs, sink } = self;
        let mut sleepers = Vec::new();
        let nobody_else = subscribers.is_empty() && logs.is_empty();
        let mut told = |tick: Tick<P>| {
            let tick = Arc::new(tick);
            for log in &*logs {
                log.add(Logged { channel, cycle: cx.cycles(), time: cx.now(), tick: Arc::clone(&tick) as _ });
            }
            if !subscribers.is_empty() {
                let any: Arc<dyn AnyTick> = Arc::clone(&tick) as _;
                subscribers.retain_mut(|subscriber| subscriber.offer(&any, &mut sleepers));
            }
            tick
        };
        match (sink, newest) {
            // Not even shared: memory that one thread takes and another gives back costs more than the rest of it.
            (Some(sink), _) if nobody_else => sink.push(cx.now(), &mut ticks.map(Ticked::Alone)),
            (Some(sink), _) => sink.push(cx.now(), &mut ticks.map(|tick| Ticked::Shared(told(tick)))),
            (None, Some(newest)) => {
                let mut newest = newest.lock();
                ticks.for_each(|tick| newest.put(told(tick)));
            }
            (None, None) => ticks.for_each(|tick| drop(told(tick))),
        }
        cx.reserve_ids(position);
        cx.counters.count_ticks(channel, count);
        cx.sleepers.add(sleepers, cx.now());
    }
}

/// An [`Outlet`] of a type that the holder does not know.
pub trait AnyOutlet {
    /// Keeps the newest ticks from now on, where this tells.
    fn keep_last(&mut self) -> Arc<dyn LastTicks>;
    /// Where others may wait for ticks, from now on.
    fn waiting(&mut self) -> &Arc<Waiting>;
    /// Adds somebody who gets the ticks to come.
    fn subscribe(&mut self, subscriber: Subscriber);
    /// Writes the ticks to come into a log.
    fn log(&mut self, log: Log);
    /// Hands the ticks to come to a store, by its sink.
    fn remember(&mut self, sink: Box<dyn Any>);
}

impl<P: Payload> AnyOutlet for Outlet<P> {
    fn keep_last(&mut self) -> Arc<dyn LastTicks> {
        if let Some(sink) = &self.sink {
            sink.keep_last();
            return Arc::clone(sink) as _;
        }
        Arc::clone(self.newest.get_or_insert_default()) as _
    }

    fn waiting(&mut self) -> &Arc<Waiting> {
        self.waiting.get_or_insert_default()
    }

    fn subscribe(&mut self, subscriber: Subscriber) {
        self.subscribers.retain(|subscriber| !subscriber.has_left());
        self.subscribers.push(subscriber);
    }

    fn log(&mut self, log: Log) {
        self.logs.push(log);
    }

    fn remember(&mut self, sink: Box<dyn Any>) {
        let sink: Option<Box<Arc<dyn Sink<P>>>> = sink.downcast().ok();
        self.sink = sink.map(|sink| *sink);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::feed::feed;

    #[test]
    fn who_has_left_is_forgotten_even_if_nothing_ticks() {
        let mut outlet = Outlet::<u32>::default();
        let wait = || {
            let (ticks, waiting) = feed(1);
            (Subscriber { key: None, remaining: Some(1), ticks }, waiting)
        };
        for _ in 0..1000 {
            let (subscriber, waiting) = wait();
            outlet.subscribe(subscriber);
            drop(waiting);
        }
        let (subscriber, _waiting) = wait();
        outlet.subscribe(subscriber);
        assert_eq!(outlet.subscribers.len(), 1);
    }
}

//! What a cycle keeps of several ticks of one channel, where `#[channel(merge = ..)]` says so: its variable in the cycle.

use std::collections::BTreeMap;

use smallvec::SmallVec;

use super::Payload;
use crate::engine::GivenStamps;

/// One of the ticks of a cycle: the first one, or the last one.
#[derive(Debug)]
pub struct One<P, const LAST: bool> {
    tick: Option<P>,
    /// Its place among all.
    place: usize,
    /// How many there were.
    count: usize,
}

/// The first tick of a cycle.
pub type First<P> = One<P, false>;

/// The last tick of a cycle.
pub type Last<P> = One<P, true>;

impl<P, const LAST: bool> Default for One<P, LAST> {
    fn default() -> Self {
        Self { tick: None, place: 0, count: 0 }
    }
}

impl<P, const LAST: bool> One<P, LAST> {
    /// Adds a tick.
    #[inline(always)]
    pub fn put(&mut self, tick: P) {
        if LAST || self.tick.is_none() {
            self.place = self.count;
            self.tick = Some(tick);
        }
        self.count += 1;
    }

    /// The tick.
    #[inline(always)]
    pub fn only(&self) -> Option<&P> {
        self.tick.as_ref()
    }

    /// The tick, as a slice.
    #[inline(always)]
    pub fn as_slice(&self) -> &[P] {
        self.tick.as_slice()
    }

    /// The stamps of the tick, if it came from outside, of those that `given` has for all that did.
    pub fn stamps(&self, given: &GivenStamps) -> GivenStamps {
        given.at([self.place])
    }

    /// The tick.
    pub fn into_ticks(self) -> Option<P> {
        self.tick
    }
}

/// One tick of every key: the first one, or the last one. Keys stand in the order of their first ticks.
#[derive(Debug)]
pub struct OneByKey<P: Payload, const LAST: bool> {
    ticks: SmallVec<[P; 2]>,
    /// By tick: its place among all.
    places: SmallVec<[usize; 2]>,
    count: usize,
    /// Where the keys stand, once there are many.
    index: BTreeMap<P::Key, usize>,
}

/// The first tick of every key.
pub type FirstByKey<P> = OneByKey<P, false>;

/// The last tick of every key.
pub type LastByKey<P> = OneByKey<P, true>;

/// From so many keys on, an index is faster than a look at each.
const INDEX_FROM: usize = 16;

impl<P: Payload, const LAST: bool> Default for OneByKey<P, LAST> {
    fn default() -> Self {
        Self { ticks: SmallVec::new(), places: SmallVec::new(), count: 0, index: BTreeMap::new() }
    }
}

impl<P: Payload, const LAST: bool> OneByKey<P, LAST> {
    /// Adds a tick.
    pub fn put(&mut self, tick: P) {
        let place = self.count;
        self.count += 1;
        let Some(known) = self.find(tick.key()) else {
            self.ticks.push(tick);
            self.places.push(place);
            self.keep_index();
            return;
        };
        if LAST {
            self.ticks[known] = tick;
            self.places[known] = place;
        }
    }

    fn find(&self, key: Option<&P::Key>) -> Option<usize> {
        if self.index.is_empty() {
            return self.ticks.iter().position(|tick| tick.key() == key);
        }
        self.index.get(key?).copied()
    }

    /// Takes the newest key into the index; all of them once there are many.
    fn keep_index(&mut self) {
        let first = if self.index.is_empty() { 0 } else { self.ticks.len() - 1 };
        if self.ticks.len() >= INDEX_FROM {
            let new = self.ticks.iter().enumerate().skip(first);
            self.index.extend(new.filter_map(|(place, tick)| Some((tick.key()?.clone(), place))));
        }
    }

    /// The ticks, one of each key.
    #[inline]
    pub fn as_slice(&self) -> &[P] {
        &self.ticks
    }

    /// The stamps of the ticks that came from outside, of those that `given` has for all that did.
    pub fn stamps(&self, given: &GivenStamps) -> GivenStamps {
        given.at(self.places.iter().copied())
    }

    /// The ticks.
    pub fn into_ticks(self) -> SmallVec<[P; 2]> {
        self.ticks
    }
}

/// All that is published in a cycle, as one list.
#[derive(Debug)]
pub struct Collection<T> {
    list: Option<Vec<T>>,
}

impl<T> Default for Collection<T> {
    fn default() -> Self {
        Self { list: None }
    }
}

impl<T> Collection<T> {
    /// Adds one element.
    #[inline]
    pub fn put(&mut self, element: T) {
        self.list.get_or_insert_default().push(element);
    }

    /// Adds the elements of a list. An empty list is a tick too.
    pub fn put_list(&mut self, elements: Vec<T>) {
        match &mut self.list {
            Some(list) => list.extend(elements),
            None => self.list = Some(elements),
        }
    }

    /// The list.
    #[inline]
    pub fn only(&self) -> Option<&Vec<T>> {
        self.list.as_ref()
    }

    /// The list as the only tick of its channel, if there is one.
    #[inline]
    pub fn as_slice(&self) -> &[Vec<T>] {
        self.list.as_slice()
    }

    /// The stamps of those elements that came from outside, which are the first of the list.
    pub fn stamps(&self, given: &GivenStamps) -> GivenStamps {
        given.at([0])
    }

    /// The list.
    pub fn into_ticks(self) -> Option<Vec<T>> {
        self.list
    }
}

/// Whether a tick is one of `key`.
#[inline(always)]
pub fn is_of_key<P: Payload>(tick: &P, key: &P::Key) -> bool {
    tick.key().is_some_and(|of| of == key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Keyed;

    #[test]
    fn many_keys_are_found_as_few_are() {
        let mut first: FirstByKey<Keyed<u32, u32>> = FirstByKey::default();
        let mut last: LastByKey<Keyed<u32, u32>> = LastByKey::default();
        for (key, value) in (0..100).map(|n| (n % 40, n)) {
            first.put(Keyed::new(key, value));
            last.put(Keyed::new(key, value));
        }
        let values = |ticks: &[Keyed<u32, u32>]| ticks.iter().map(|tick| (tick.key, tick.value)).collect::<Vec<_>>();
        assert_eq!(values(first.as_slice()), (0..40).map(|key| (key, key)).collect::<Vec<_>>());
        assert_eq!(values(last.as_slice()), (0..40).map(|key| (key, if key < 20 { key + 80 } else { key + 40 })).collect::<Vec<_>>());
    }
}

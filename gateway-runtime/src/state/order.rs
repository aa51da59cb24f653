//! The order of the keys of a state, kept beside it for answers of many rows.

use std::cmp::Ordering;
use std::time::{Duration, Instant};

/// If one key in so many is new, the order is made anew.
const MANY: usize = 8;

/// An order that no answer needs for so long is dropped.
const UNNEEDED: Duration = Duration::from_mins(1);

/// The places of rows in the order of their keys. An answer of all rows finds it out, without holding up anybody, and then tells it; from
/// there on only new keys are sorted.
#[derive(Debug, Default)]
pub(super) struct KeyOrder {
    state: State,
    /// The places whose keys are new.
    fresh: Vec<u32>,
    /// How often the order was awaited.
    awaited: u64,
}

/// An order that was found out.
#[derive(Debug)]
pub struct FoundOrder {
    pub(super) places: Vec<u32>,
    /// Which time it was awaited.
    pub(super) awaited: u64,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Unknown,
    /// An answer is being sorted.
    Awaited,
    Known(Known),
}

#[derive(Debug)]
pub(super) struct Known {
    places: Vec<u32>,
    /// By place: which one it is in the order.
    ranks: Vec<u32>,
    asked: Instant,
}

impl Known {
    /// The places in their order.
    pub(super) fn places(&self) -> &[u32] {
        &self.places
    }

    /// Which one a place is.
    pub(super) fn rank(&self, place: u32) -> u32 {
        self.ranks[place as usize]
    }

    fn rank_all(&mut self) {
        self.ranks.resize(self.places.len(), 0);
        (0..).zip(&self.places).for_each(|(rank, place)| self.ranks[*place as usize] = rank);
    }

    /// Sorts those in whose keys are new.
    fn add(&mut self, mut fresh: Vec<u32>, by_key: impl Fn(u32, u32) -> Ordering) {
        fresh.sort_unstable();
        fresh.dedup();
        self.places.retain(|place| fresh.binary_search(place).is_err());
        fresh.sort_unstable_by(|one, other| by_key(*one, *other));
        let mut merged = Vec::with_capacity(self.places.len() + fresh.len());
        let mut old = self.places.iter().copied().peekable();
        for new in fresh {
            while let Some(place) = old.next_if(|place| by_key(*place, new).is_lt()) {
                merged.push(place);
            }
            merged.push(new);
        }
        merged.extend(old);
        self.places = merged;
        self.rank_all();
    }
}

impl KeyOrder {
    pub(super) fn is_unknown(&self) -> bool {
        matches!(self.state, State::Unknown)
    }

    /// The row at a place, of so many, has a new key.
    pub(super) fn note(&mut self, place: u32, rows: usize) {
        if self.is_unknown() {
            return;
        }
        if self.fresh.len() > rows / MANY {
            self.drop();
        } else {
            self.fresh.push(place);
        }
    }

    /// The order, if it is known.
    pub(super) fn known(&mut self, by_key: impl Fn(u32, u32) -> Ordering, now: Instant) -> Option<&Known> {
        let State::Known(known) = &mut self.state else { return None };
        known.asked = now;
        if !self.fresh.is_empty() {
            known.add(std::mem::take(&mut self.fresh), by_key);
        }
        Some(known)
    }

    /// Awaits the order from who is about to sort all rows, unless it is known or somebody else does. Gives which time it is.
    pub(super) fn wait(&mut self) -> Option<u64> {
        if !self.is_unknown() {
            return None;
        }
        self.state = State::Awaited;
        self.awaited += 1;
        Some(self.awaited)
    }

    /// The order that was awaited. If too many keys were new meanwhile, nobody waits for it any more.
    pub(super) fn tell(&mut self, found: FoundOrder, now: Instant) {
        if matches!(self.state, State::Awaited) && found.awaited == self.awaited {
            let mut known = Known { places: found.places, ranks: Vec::new(), asked: now };
            known.rank_all();
            self.state = State::Known(known);
        }
    }

    fn drop(&mut self) {
        (self.state, self.fresh) = (State::Unknown, Vec::new());
    }

    /// Drops an order that nobody needs any more.
    pub(super) fn tidy(&mut self, now: Instant) {
        if let State::Known(known) = &self.state
            && now.saturating_duration_since(known.asked) >= UNNEEDED
        {
            self.drop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looks at the order of rows by their keys, which are these.
    fn known(order: &mut KeyOrder, keys: &[u32], now: Instant) -> Option<Vec<u32>> {
        let known = order.known(|one, other| keys[one as usize].cmp(&keys[other as usize]), now)?;
        assert!((0..).zip(known.places()).all(|(rank, place)| known.rank(*place) == rank));
        Some(known.places().to_vec())
    }

    #[test]
    fn new_keys_are_sorted_in_and_many_make_it_unknown() {
        let (mut order, now) = (KeyOrder::default(), Instant::now());
        let mut keys: Vec<u32> = (0..40).map(|place| place * 10).collect();
        let awaited = order.wait().unwrap();
        assert_eq!((order.wait(), known(&mut order, &keys, now)), (None, None));
        // One comes while it is found out.
        keys.push(55);
        order.note(40, keys.len());
        order.tell(FoundOrder { places: (0..40).collect(), awaited }, now);
        let with_it: Vec<u32> = (0..6).chain([40]).chain(6..40).collect();
        assert_eq!(known(&mut order, &keys, now), Some(with_it));
        // A place has another key.
        keys[0] = 1000;
        order.note(0, keys.len());
        let moved: Vec<u32> = (1..6).chain([40]).chain(6..40).chain([0]).collect();
        assert_eq!(known(&mut order, &keys, now), Some(moved));
        (0..7).for_each(|place| order.note(place, keys.len()));
        assert_eq!(known(&mut order, &keys, now), None);
    }

    #[test]
    fn an_order_that_comes_too_late_is_not_taken() {
        let (mut order, now) = (KeyOrder::default(), Instant::now());
        let first = order.wait().unwrap();
        (0..2).for_each(|place| order.note(place, 2));
        let second = order.wait().unwrap();
        order.tell(FoundOrder { places: vec![0, 1], awaited: first }, now);
        assert_eq!(known(&mut order, &[2, 1], now), None);
        order.tell(FoundOrder { places: vec![1, 0], awaited: second }, now);
        assert_eq!(known(&mut order, &[2, 1], now), Some(vec![1, 0]));
        order.tidy(now + UNNEEDED);
        assert_eq!(known(&mut order, &[2, 1], now), None);
    }
}

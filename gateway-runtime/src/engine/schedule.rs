//! When timers and timestamped sources are due.

use crate::Timestamp;

/// The due times of inputs, soonest first; of equal times the one entered first.
///
/// It holds one entry for each timer and source of a graph: few, entered mostly near the end. So it is a sorted queue
/// into which entries are inserted from behind, with the two soonest ones apart: most graphs have no more, and where sources take
/// turns, they do so without a look at what is between the first ones and the last one.
#[derive(Debug)]
pub(crate) struct Schedule {
    soonest: Entry,
    second: Entry,
    later: Later,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    time: Timestamp,
    input: usize,
}

impl Entry {
    /// What stands where there is no entry.
    const NONE: Self = Self { time: Timestamp::MAX, input: usize::MAX };

    fn is_none(self) -> bool {
        self.input == Self::NONE.input
    }
}

impl Default for Schedule {
    fn default() -> Self {
        Self { soonest: Entry::NONE, second: Entry::NONE, later: Later::default() }
    }
}

impl Schedule {
    /// Enters an input.
    #[inline]
    pub(crate) fn insert(&mut self, time: Timestamp, input: usize) {
        let entry = Entry { time, input };
        if self.soonest.is_none() {
            self.soonest = entry;
        } else if self.soonest.time > time {
            let second = std::mem::replace(&mut self.soonest, entry);
            self.put_second(second);
        } else if self.second.is_none() || self.second.time > time {
            self.put_second(entry);
        } else {
            self.later.insert(entry);
        }
    }

    /// Makes an entry the second one, before all others.
    fn put_second(&mut self, entry: Entry) {
        let third = std::mem::replace(&mut self.second, entry);
        if !third.is_none() {
            self.later.insert_first(third);
        }
    }

    /// Takes out an input. Whether it was there.
    pub(crate) fn remove(&mut self, input: usize) -> bool {
        if self.soonest.input == input {
            self.pop();
        } else if self.second.input == input {
            self.second = self.later.pop();
        } else {
            return self.later.remove(input);
        }
        true
    }

    /// The soonest due time.
    #[inline]
    pub(crate) fn next(&self) -> Option<Timestamp> {
        (!self.soonest.is_none()).then_some(self.soonest.time)
    }

    /// The soonest due time and its input, if it is due by `end` and the only one then. It stays where it is.
    #[inline]
    pub(crate) fn next_alone(&self, end: Timestamp) -> Option<(Timestamp, usize)> {
        let Entry { time, input } = self.soonest;
        (time <= end && time < self.second.time).then_some((time, input))
    }

    /// Enters the soonest input, which there is, for another time, at which it is due next. Then gives
    /// [`next_alone`](Self::next_alone).
    #[inline]
    pub(crate) fn put_off(&mut self, time: Timestamp, end: Timestamp) -> Option<(Timestamp, usize)> {
        let input = self.soonest.input;
        if time < self.second.time || self.second.is_none() {
            self.soonest.time = time;
            return (time <= end && time < self.second.time).then_some((time, input));
        }
        self.soonest = self.second;
        self.second = self.later.exchange(Entry { time, input });
        self.next_alone(end)
    }

    /// Takes out the next input that is due at `time` or before.
    #[inline]
    pub(crate) fn pop_due(&mut self, time: Timestamp) -> Option<usize> {
        (self.soonest.time <= time && !self.soonest.is_none()).then(|| self.pop().input)
    }

    fn pop(&mut self) -> Entry {
        let second = std::mem::replace(&mut self.second, self.later.pop());
        std::mem::replace(&mut self.soonest, second)
    }
}

/// All entries but the two soonest, in a ring with a power of two of places: so a place is found by a mask.
#[derive(Debug)]
struct Later {
    /// At least one of them is free.
    places: Vec<Entry>,
    /// The place of the first entry, counted on and on.
    first: usize,
    /// The place behind the last one.
    end: usize,
    /// The time of the last one, or the end of time if there is none.
    last: Timestamp,
}

impl Default for Later {
    fn default() -> Self {
        Self { places: vec![Entry::NONE], first: 0, end: 0, last: Timestamp::MAX }
    }
}

impl Later {
    /// Takes out the first entry.
    fn pop(&mut self) -> Entry {
        if self.first == self.end {
            return Entry::NONE;
        }
        let entry = *self.at(self.first);
        self.first = self.first.wrapping_add(1);
        self.find_last();
        entry
    }

    /// Enters an entry before all others.
    fn insert_first(&mut self, entry: Entry) {
        self.make_room();
        self.first = self.first.wrapping_sub(1);
        *self.at(self.first) = entry;
        self.find_last();
    }

    /// Enters an entry by its time, after those of the same one.
    fn insert(&mut self, entry: Entry) {
        self.make_room();
        let mut place = self.end;
        while place != self.first && self.at(place.wrapping_sub(1)).time > entry.time {
            *self.at(place) = *self.at(place.wrapping_sub(1));
            place = place.wrapping_sub(1);
        }
        *self.at(place) = entry;
        self.end = self.end.wrapping_add(1);
        self.find_last();
    }

    /// Enters an entry, then takes out the first one.
    #[inline(always)]
    fn exchange(&mut self, entry: Entry) -> Entry {
        if entry.time < self.last {
            return self.exchange_within(entry);
        }
        let places = self.places.as_mut_slice();
        let mask = places.len() - 1;
        places[self.end & mask] = entry;
        let first = places[self.first & mask];
        (self.first, self.end, self.last) = (self.first.wrapping_add(1), self.end.wrapping_add(1), entry.time);
        first
    }

    /// Likewise, for an entry that is not to be the last of several.
    #[inline(never)]
    fn exchange_within(&mut self, entry: Entry) -> Entry {
        self.insert(entry);
        self.pop()
    }

    fn remove(&mut self, input: usize) -> bool {
        let mut place = self.first;
        while place != self.end && self.at(place).input != input {
            place = place.wrapping_add(1);
        }
        if place == self.end {
            return false;
        }
        while place != self.first {
            *self.at(place) = *self.at(place.wrapping_sub(1));
            place = place.wrapping_sub(1);
        }
        self.first = self.first.wrapping_add(1);
        self.find_last();
        true
    }

    fn find_last(&mut self) {
        self.last = if self.first == self.end { Timestamp::MAX } else { self.at(self.end.wrapping_sub(1)).time };
    }

    #[inline]
    fn at(&mut self, place: usize) -> &mut Entry {
        let mask = self.places.len() - 1;
        &mut self.places[place & mask]
    }

    /// Makes room for one more entry, with one place free beside it.
    fn make_room(&mut self) {
        let (room, len) = (self.places.len(), self.end.wrapping_sub(self.first));
        if len + 1 >= room {
            self.places.rotate_left(self.first & (room - 1));
            self.places.resize(room * 2, Entry::NONE);
            (self.first, self.end) = (0, len);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn gives_inputs_by_time_then_by_entry(times in prop::collection::vec(0_i64..20, 0..50)) {
            let mut schedule = Schedule::default();
            for (input, time) in times.iter().enumerate() {
                schedule.insert(Timestamp::from_nanos(*time), input);
            }
            let given: Vec<usize> = std::iter::from_fn(|| schedule.pop_due(Timestamp::MAX)).collect();
            let mut expected: Vec<usize> = (0..times.len()).collect();
            expected.sort_by_key(|input| times[*input]);
            prop_assert_eq!(given, expected);
        }

        #[test]
        fn what_is_removed_is_not_given(times in prop::collection::vec(0_i64..20, 1..20), removed in 0_usize..20) {
            let mut schedule = Schedule::default();
            for (input, time) in times.iter().enumerate() {
                schedule.insert(Timestamp::from_nanos(*time), input);
            }
            prop_assert_eq!(schedule.remove(removed), removed < times.len());
            prop_assert!(!schedule.remove(removed));
            let given: Vec<usize> = std::iter::from_fn(|| schedule.pop_due(Timestamp::MAX)).collect();
            let mut expected: Vec<usize> = (0..times.len()).filter(|input| *input != removed).collect();
            expected.sort_by_key(|input| times[*input]);
            prop_assert_eq!(given, expected);
        }

        /// What is put off is as good as taken out and entered anew.
        #[test]
        fn what_is_put_off_has_its_place_by_time_then_by_entry(
            times in prop::collection::vec(0_i64..20, 1..20),
            steps in prop::collection::vec(prop::option::of(0_i64..5), 0..100),
        ) {
            let (mut schedule, mut plain) = (Schedule::default(), Schedule::default());
            for (input, time) in times.iter().enumerate() {
                schedule.insert(Timestamp::from_nanos(*time), input);
                plain.insert(Timestamp::from_nanos(*time), input);
            }
            for later in steps {
                let Some(due) = schedule.next() else { break };
                let input = plain.pop_due(due).expect("both have the same");
                let again = plain.next().is_some_and(|time| time <= due);
                prop_assert_eq!(schedule.next_alone(due), (!again).then_some((due, input)));
                prop_assert_eq!(schedule.next_alone(due - std::time::Duration::from_nanos(1)), None);
                match later.map(|later| due + std::time::Duration::from_nanos(later.cast_unsigned())) {
                    Some(time) => {
                        let next = schedule.put_off(time, Timestamp::MAX);
                        prop_assert_eq!(next, schedule.next_alone(Timestamp::MAX));
                        plain.insert(time, input);
                    }
                    None => prop_assert!(schedule.remove(input)),
                }
            }
            let given = |schedule: &mut Schedule| std::iter::from_fn(|| schedule.pop_due(Timestamp::MAX)).collect::<Vec<_>>();
            prop_assert_eq!(given(&mut schedule), given(&mut plain));
        }

        /// An entry at the end of time is one.
        #[test]
        fn the_end_of_time_is_a_time_like_others(count in 1_usize..6) {
            let mut schedule = Schedule::default();
            (0..count).for_each(|input| schedule.insert(Timestamp::from_nanos(0), input));
            for input in 0..count {
                prop_assert_eq!(schedule.pop_due(Timestamp::EPOCH), Some(input));
                schedule.insert(Timestamp::MAX, input);
            }
            prop_assert_eq!(schedule.next(), Some(Timestamp::MAX));
            prop_assert_eq!(schedule.put_off(Timestamp::MAX, Timestamp::MAX), None);
            let given: Vec<usize> = std::iter::from_fn(|| schedule.pop_due(Timestamp::MAX)).collect();
            prop_assert_eq!(given, (1..count).chain([0]).collect::<Vec<_>>());
        }

        #[test]
        fn gives_nothing_before_its_time(time in 0_i64..20, now in 0_i64..20) {
            let mut schedule = Schedule::default();
            schedule.insert(Timestamp::from_nanos(time), 0);
            prop_assert_eq!(schedule.pop_due(Timestamp::from_nanos(now)).is_some(), time <= now);
        }
    }
}

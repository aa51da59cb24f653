//! When timers and timestamped sources are due.

use crate::Timestamp;

/// The due times of inputs, soonest first; of equal times the one entered first.
///
/// It holds one entry for each timer and source of a graph: few, entered mostly near the end. So it is a sorted queue
/// into which entries are inserted from behind, with the soonest one apart: most graphs have no more.
#[derive(Debug)]
pub(crate) struct Schedule {
    soonest: Entry,
    /// The time of the one after it.
    then: Timestamp,
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
}

impl Default for Schedule {
    fn default() -> Self {
        Self { soonest: Entry::NONE, then: Entry::NONE.time, later: Later::default() }
    }
}

impl Schedule {
    /// Enters an input.
    #[inline]
    pub(crate) fn insert(&mut self, time: Timestamp, input: usize) {
        let entry = Entry { time, input };
        if self.is_empty() {
            self.soonest = entry;
        } else if self.soonest.time > time {
            self.later.push_front(std::mem::replace(&mut self.soonest, entry));
        } else {
            self.later.insert(entry);
        }
        self.then = self.later.front().time;
    }

    /// Takes out an input. Whether it was there.
    pub(crate) fn remove(&mut self, input: usize) -> bool {
        if self.soonest.input == input {
            self.pop();
            return true;
        }
        let removed = self.later.remove(input);
        self.then = self.later.front().time;
        removed
    }

    /// The soonest due time.
    #[inline]
    pub(crate) fn next(&self) -> Option<Timestamp> {
        (!self.is_empty()).then_some(self.soonest.time)
    }

    /// The soonest due time and its input, if it is due by `end` and the only one then. It stays where it is.
    #[inline]
    pub(crate) fn next_alone(&self, end: Timestamp) -> Option<(Timestamp, usize)> {
        let Entry { time, input } = self.soonest;
        (time <= end && time < self.then).then_some((time, input))
    }

    /// Enters the soonest input, which there is, for another time, at which it is due next. Then gives
    /// [`next_alone`](Self::next_alone).
    #[inline]
    pub(crate) fn put_off(&mut self, time: Timestamp, end: Timestamp) -> Option<(Timestamp, usize)> {
        self.soonest.time = time;
        if time < self.then {
            return (time <= end).then_some((time, self.soonest.input));
        }
        self.soonest = self.later.exchange(self.soonest);
        self.then = self.later.front().time;
        self.next_alone(end)
    }

    /// Takes out the next input that is due at `time` or before.
    #[inline]
    pub(crate) fn pop_due(&mut self, time: Timestamp) -> Option<usize> {
        (self.soonest.time <= time && !self.is_empty()).then(|| self.pop().input)
    }

    fn is_empty(&self) -> bool {
        self.soonest.input == Entry::NONE.input
    }

    fn pop(&mut self) -> Entry {
        let soonest = std::mem::replace(&mut self.soonest, self.later.pop_front());
        self.then = self.later.front().time;
        soonest
    }
}

/// All entries but the soonest, in a ring with a power of two of places: so a place is found by a mask, where sources that
/// take turns go from the front to the back in every cycle.
#[derive(Debug, Default)]
struct Later {
    /// No places, or a power of two of them.
    places: Vec<Entry>,
    /// The place of the first entry, counted on and on.
    first: usize,
    len: usize,
}

impl Later {
    #[inline]
    fn front(&self) -> Entry {
        if self.len == 0 {
            return Entry::NONE;
        }
        self.places.get(self.first & (self.places.len() - 1)).copied().unwrap_or(Entry::NONE)
    }

    fn push_front(&mut self, entry: Entry) {
        self.make_room();
        self.first = self.first.wrapping_sub(1);
        self.len += 1;
        *self.at(0) = entry;
    }

    fn pop_front(&mut self) -> Entry {
        let entry = self.front();
        if self.len > 0 {
            self.first = self.first.wrapping_add(1);
            self.len -= 1;
        }
        entry
    }

    /// Enters an entry by its time, after those of the same one.
    fn insert(&mut self, entry: Entry) {
        self.make_room();
        let mut number = self.len;
        while number > 0 && self.at(number - 1).time > entry.time {
            *self.at(number) = *self.at(number - 1);
            number -= 1;
        }
        *self.at(number) = entry;
        self.len += 1;
    }

    /// Takes out the first entry, and enters one that is not sooner. Where there are no others it is that one.
    #[inline]
    fn exchange(&mut self, entry: Entry) -> Entry {
        if self.len == 0 {
            return entry;
        }
        let Entry { time, input } = *self.at(0);
        // Up to here the first one keeps its place: there the search ends at the latest.
        let mut number = self.len;
        while self.at(number - 1).time > entry.time {
            *self.at(number) = *self.at(number - 1);
            number -= 1;
        }
        *self.at(number) = entry;
        self.first = self.first.wrapping_add(1);
        Entry { time, input }
    }

    fn remove(&mut self, input: usize) -> bool {
        let Some(number) = (0..self.len).find(|number| self.at(*number).input == input) else { return false };
        for number in number + 1..self.len {
            *self.at(number - 1) = *self.at(number);
        }
        self.len -= 1;
        true
    }

    /// The place of an entry. There are places.
    #[inline]
    fn at(&mut self, number: usize) -> &mut Entry {
        let mask = self.places.len() - 1;
        &mut self.places[self.first.wrapping_add(number) & mask]
    }

    /// Makes room for one more entry. One place is always free.
    fn make_room(&mut self) {
        let room = self.places.len();
        if self.len + 1 >= room {
            self.places.rotate_left(if room == 0 { 0 } else { self.first & (room - 1) });
            self.places.resize((room * 2).max(4), Entry { time: Timestamp::EPOCH, input: 0 });
            self.first = 0;
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

//! When timers and timestamped sources are due.

use std::collections::VecDeque;

use crate::Timestamp;

/// The due times of inputs, soonest first; of equal times the one entered first.
///
/// It holds one entry for each timer and source of a graph: few, entered mostly near the end. So it is a sorted queue
/// into which entries are inserted from behind, with the soonest one apart: most graphs have no more.
#[derive(Debug, Default)]
pub(crate) struct Schedule {
    soonest: Option<Entry>,
    later: VecDeque<Entry>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    time: Timestamp,
    input: usize,
}

impl Schedule {
    /// Enters an input.
    #[inline]
    pub(crate) fn insert(&mut self, time: Timestamp, input: usize) {
        let entry = Entry { time, input };
        match self.soonest {
            None => self.soonest = Some(entry),
            Some(soonest) if soonest.time > time => {
                self.soonest = Some(entry);
                self.later.push_front(soonest);
            }
            Some(_) if self.later.back().is_none_or(|last| last.time <= time) => self.later.push_back(entry),
            Some(_) => self.insert_between(entry),
        }
    }

    #[inline(never)]
    fn insert_between(&mut self, entry: Entry) {
        let after = self.later.iter().rev().take_while(|later| later.time > entry.time).count();
        self.later.insert(self.later.len() - after, entry);
    }

    /// Takes out an input. Whether it was there.
    pub(crate) fn remove(&mut self, input: usize) -> bool {
        if self.soonest.is_some_and(|soonest| soonest.input == input) {
            self.soonest = self.later.pop_front();
            return true;
        }
        let place = self.later.iter().position(|entry| entry.input == input);
        place.and_then(|place| self.later.remove(place)).is_some()
    }

    /// The soonest due time.
    #[inline]
    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.soonest.map(|entry| entry.time)
    }

    /// Takes out the next input that is due at `time` or before.
    #[inline]
    pub(crate) fn pop_due(&mut self, time: Timestamp) -> Option<usize> {
        let soonest = self.soonest.filter(|entry| entry.time <= time)?;
        self.soonest = self.later.pop_front();
        Some(soonest.input)
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

        #[test]
        fn gives_nothing_before_its_time(time in 0_i64..20, now in 0_i64..20) {
            let mut schedule = Schedule::default();
            schedule.insert(Timestamp::from_nanos(time), 0);
            prop_assert_eq!(schedule.pop_due(Timestamp::from_nanos(now)).is_some(), time <= now);
        }
    }
}

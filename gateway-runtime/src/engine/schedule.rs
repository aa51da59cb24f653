//! When timers and timestamped sources are due.

use std::collections::VecDeque;

use crate::Timestamp;

/// The due times of inputs, soonest first; of equal times the one entered first.
///
/// It holds one entry for each timer and source of a graph: few, entered mostly near the end. So it is a sorted queue
/// into which entries are inserted from behind.
#[derive(Debug, Default)]
pub(crate) struct Schedule {
    due: VecDeque<(Timestamp, usize)>,
}

impl Schedule {
    /// Enters an input.
    #[inline]
    pub(crate) fn insert(&mut self, time: Timestamp, input: usize) {
        let mut place = self.due.len();
        while place > 0 && self.due[place - 1].0 > time {
            place -= 1;
        }
        if place == self.due.len() {
            self.due.push_back((time, input));
        } else {
            self.due.insert(place, (time, input));
        }
    }

    /// The soonest due time.
    #[inline]
    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.due.front().map(|(time, _)| *time)
    }

    /// Takes out the next input that is due at `time` or before.
    #[inline]
    pub(crate) fn pop_due(&mut self, time: Timestamp) -> Option<usize> {
        if self.due.front()?.0 > time {
            return None;
        }
        self.due.pop_front().map(|(_, input)| input)
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
        fn gives_nothing_before_its_time(time in 0_i64..20, now in 0_i64..20) {
            let mut schedule = Schedule::default();
            schedule.insert(Timestamp::from_nanos(time), 0);
            prop_assert_eq!(schedule.pop_due(Timestamp::from_nanos(now)).is_some(), time <= now);
        }
    }
}

//! Lists and bursts.

use std::collections::VecDeque;
use std::time::Duration;

use crate::engine::Alarm;
use crate::{Ticks, Timestamp, node};

/// The elements of each list, as a burst. An empty list gives nothing.
#[node]
pub fn unroll<T: Clone + Send + 'static>(list: &Vec<T>) -> impl Iterator<Item = T> {
    list.iter().cloned()
}

/// All ticks of a cycle as one list.
#[node]
pub fn collect<T: Clone + Send + 'static>(values: Ticks<T>) -> Vec<T> {
    values.iter().cloned().collect()
}

/// The last `count` values, oldest first, at each value; fewer in the beginning, and never none.
///
/// The list is made anew each time: for a statistic of a large window use one that takes a [`Window`](super::Window).
#[node]
pub fn last<T: Clone + Send + 'static>(value: &T, #[state] window: &mut VecDeque<T>, #[param] count: usize) -> Vec<T> {
    while window.len() >= count.max(1) {
        window.pop_front();
    }
    window.push_back(value.clone());
    window.iter().cloned().collect()
}

/// The values of the last `span`, oldest first, whenever that changes: when values come, and when values leave, which is
/// exactly `span` after they came. Once in a cycle; an empty list when the last one has left.
#[node]
pub fn within<T: Clone + Send + 'static>(
    values: Ticks<T>,
    alarm: &mut Alarm<()>,
    now: Timestamp,
    #[state] window: &mut VecDeque<(Timestamp, T)>,
    #[param] span: Duration,
) -> Vec<T> {
    // Each goes off for the oldest values of one time.
    for () in alarm.due() {
        while window.front().is_some_and(|(time, _)| *time + span <= now) {
            window.pop_front();
        }
    }
    if !values.is_empty() {
        alarm.set(span, ());
        window.extend(values.iter().map(|value| (now, value.clone())));
    }
    window.iter().map(|(_, value)| value.clone()).collect()
}

/// Lists of `size` values each, one after the other: a list when its last value has come. What is left at the end is
/// not given. A size of 0 is one of 1.
#[node]
pub fn batch<T: Clone + Send + 'static>(value: &T, #[state] begun: &mut Vec<T>, #[param] size: usize) -> Option<Vec<T>> {
    begun.push(value.clone());
    (begun.len() >= size).then(|| std::mem::take(begun))
}

/// What comes within `span` of a first value, as one list, at the end of that time; then anew with the next value.
///
/// A value at the very end of the time belongs to the next list.
#[node]
pub fn batch_within<T: Clone + Send + 'static>(
    values: Ticks<T>,
    alarm: &mut Alarm<()>,
    #[state] begun: &mut Vec<T>,
    #[param] span: Duration,
) -> Option<Vec<T>> {
    let done = alarm.due().next().map(|()| std::mem::take(begun));
    if begun.is_empty() && !values.is_empty() {
        alarm.set(span, ());
    }
    begun.extend(values.iter().cloned());
    done
}

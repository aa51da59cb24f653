//! Time.

use std::time::Duration;

use super::BadParameter;
use crate::engine::{Alarm, AlarmId};
use crate::{Ticks, Timestamp, node};

/// At most one value in each `interval`: the first at once, and of those that come in the `interval` after a value that
/// was given, the newest at its end.
///
/// So the newest is never lost. A value at the very end of an interval belongs to the one that begins there, if one
/// does. Of a burst the first value is the first, and the last one the newest.
#[node]
pub fn throttle<T: Clone + Send + 'static>(
    values: Ticks<T>,
    alarm: &mut Alarm<()>,
    #[state] waiting: &mut Option<T>,
    #[param] interval: Duration,
) -> Option<T> {
    let mut values = values.into_iter();
    // The alarm is the end of the interval.
    let is_over = alarm.due().next().is_some();
    let given = match waiting.take_if(|_| is_over) {
        None if alarm.pending() == 0 => values.next().cloned(),
        given => given,
    };
    if given.is_some() {
        alarm.set(interval, ());
    }
    if let Some(newest) = values.last() {
        *waiting = Some(newest.clone());
    }
    given
}

/// The newest value, once there has been none for `quiet`; a value that comes before starts that time anew.
///
/// A value that comes exactly at the end of that time does not hold the one before back.
#[node]
pub fn debounce<T: Clone + Send + 'static>(
    values: Ticks<T>,
    alarm: &mut Alarm<T>,
    #[state] set: &mut Option<AlarmId>,
    #[param] quiet: Duration,
) -> Option<T> {
    let given = alarm.due().next_back();
    if let Some(value) = values.last() {
        if let Some(before) = set.take() {
            alarm.cancel(before);
        }
        *set = Some(alarm.set(quiet, value.clone()));
    }
    given
}

/// Each value after `by`. Those of one cycle, or for the same time, come as a burst in the order in which they came.
#[node]
pub fn delay<T: Clone + Send + 'static>(values: Ticks<T>, alarm: &mut Alarm<T>, #[param] by: Duration) -> impl Iterator<Item = T> + use<T> {
    for value in values {
        alarm.set(by, value.clone());
    }
    alarm.due().collect::<Vec<_>>().into_iter()
}

/// The time of each value.
#[node]
pub fn times<T>(_value: &T, now: Timestamp) -> Timestamp {
    now
}

/// The time between each value and the one before it; zero within a burst. The first gives nothing.
#[node]
pub fn elapsed<T>(_value: &T, now: Timestamp, #[state] before: &mut Option<Timestamp>) -> Option<Duration> {
    Some(now - before.replace(now)?)
}

/// How many values a second there were in the last `span`, when values come and when values leave; once in a cycle.
///
/// A value leaves exactly `span` after it came, so that the rate falls to 0 by itself. `span` must be above zero.
#[node]
pub fn rate<T>(
    values: Ticks<T>,
    alarm: &mut Alarm<usize>,
    #[state] count: &mut usize,
    #[param] span: Duration,
) -> Result<f64, BadParameter> {
    if span.is_zero() {
        return Err(BadParameter("the time over which a rate is taken must be above zero"));
    }
    *count -= alarm.due().sum::<usize>();
    if !values.is_empty() {
        *count += values.len();
        alarm.set(span, values.len());
    }
    #[expect(clippy::cast_precision_loss, reason = "so many values do not fit into memory")]
    Ok(*count as f64 / span.as_secs_f64())
}

//! Averages in which older values count less and less.

use std::time::Duration;

use super::{BadParameter, Number, finite};
use crate::{Timestamp, node};

/// The exponential moving average: it begins with the first value, and each further one moves it by `alpha` (from 0 to 1) of
/// the distance.
#[node]
pub fn ema<T: Number>(value: &T, #[state] average: &mut Option<f64>, #[param] alpha: f64) -> Result<Option<f64>, BadParameter> {
    if !(0.0..=1.0).contains(&alpha) {
        return Err(BadParameter("the alpha of an average must be from 0 to 1"));
    }
    Ok(finite(value).map(|value| moved(average, value, alpha)))
}

/// The exponential moving average that reaches over about `span` values, which is [`ema`] with an alpha of 2 / (`span` + 1).
/// A span is at least 1.
#[node]
pub fn ema_of_span<T: Number>(value: &T, #[state] average: &mut Option<f64>, #[param] span: f64) -> Result<Option<f64>, BadParameter> {
    if span.is_nan() || span < 1.0 {
        return Err(BadParameter("the span of an average must be at least 1"));
    }
    Ok(finite(value).map(|value| moved(average, value, 2.0 / (span + 1.0))))
}

fn moved(average: &mut Option<f64>, value: f64, alpha: f64) -> f64 {
    let next = average.map_or(value, |average| average + alpha * (value - average));
    *average = Some(next);
    next
}

/// The average in which a value counts half as much after each `half_life`, and fully when it comes. So values at the same time count
/// alike, and the average does not depend on how often values come. `half_life` must be above zero.
#[node]
pub fn ema_of_half_life<T: Number>(
    value: &T,
    now: Timestamp,
    #[state] average: &mut Decaying,
    #[param] half_life: Duration,
) -> Result<Option<f64>, BadParameter> {
    if half_life.is_zero() {
        return Err(BadParameter("the half-life of an average must be above zero"));
    }
    Ok(finite(value).map(|value| average.add(value, now, half_life)))
}

/// An average whose values count less with time.
#[derive(Debug, Clone, Copy, Default)]
pub struct Decaying {
    mean: f64,
    /// What all values count together.
    weight: f64,
    last: Timestamp,
}

impl Decaying {
    /// Adds a value that comes `now`; gives the average.
    pub fn add(&mut self, value: f64, now: Timestamp, half_life: Duration) -> f64 {
        let half_lives = (now - self.last).as_secs_f64() / half_life.as_secs_f64();
        self.weight = self.weight * (-half_lives).exp2() + 1.0;
        self.mean += (value - self.mean) / self.weight;
        self.last = now;
        self.mean
    }
}

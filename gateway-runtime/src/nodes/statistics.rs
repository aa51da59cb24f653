//! Mean, variance, and how two series go together.

use super::{Moments, Number, PairMoments, Rolling, Window, finite};
use crate::{Ticks, Timestamp, node};

/// The mean of the values in `window`.
#[node]
pub fn mean<T: Number>(value: &T, now: Timestamp, #[state] rolling: &mut Rolling<Moments>, #[param] window: Window) -> Option<f64> {
    rolling.add(Moments::new(finite(value)?), now, window);
    rolling.total().mean()
}

/// The variance of the values in `window`, as a sample: divided by their count less 1. Nothing of fewer than two.
#[node]
pub fn variance<T: Number>(value: &T, now: Timestamp, #[state] rolling: &mut Rolling<Moments>, #[param] window: Window) -> Option<f64> {
    rolling.add(Moments::new(finite(value)?), now, window);
    rolling.total().variance()
}

/// The standard deviation of the values in `window`, as a sample. Nothing of fewer than two.
#[node]
pub fn deviation<T: Number>(value: &T, now: Timestamp, #[state] rolling: &mut Rolling<Moments>, #[param] window: Window) -> Option<f64> {
    rolling.add(Moments::new(finite(value)?), now, window);
    rolling.total().deviation()
}

/// Count, mean and variance of the values in `window`, all in one; [`map`](super::map) takes them apart.
#[node]
pub fn moments<T: Number>(value: &T, now: Timestamp, #[state] rolling: &mut Rolling<Moments>, #[param] window: Window) -> Option<Moments> {
    rolling.add(Moments::new(finite(value)?), now, window);
    Some(rolling.total())
}

/// Count, mean and variance of the values in `window` when `trigger` ticks; once in a cycle. Values of the same cycle
/// count, and what left before does not, so that a window of time may be empty.
#[node]
pub fn moments_at<T: Number, G>(
    values: Ticks<T>,
    trigger: Ticks<G>,
    now: Timestamp,
    #[state] rolling: &mut Rolling<Moments>,
    #[param] window: Window,
) -> Option<Moments> {
    for value in values.into_iter().filter_map(finite) {
        rolling.add(Moments::new(value), now, window);
    }
    if trigger.is_empty() {
        return None;
    }
    rolling.pass(now, window);
    Some(rolling.total())
}

/// The covariance of the pairs in `window`, as a sample. Nothing of fewer than two.
///
/// [`combine`](super::combine) or [`zip`](super::zip) makes pairs: `let pair = combine(bids, asks);`. One that has a
/// number that is not finite is passed over.
#[node]
pub fn covariance<X: Number, Y: Number>(
    pair: &(X, Y),
    now: Timestamp,
    #[state] rolling: &mut Rolling<PairMoments>,
    #[param] window: Window,
) -> Option<f64> {
    rolling.add(PairMoments::new(finite(&pair.0)?, finite(&pair.1)?), now, window);
    rolling.total().covariance()
}

/// The correlation of the pairs in `window`, from -1 to 1. Nothing of fewer than two, or where one side is constant. For
/// pairs see [`covariance`].
#[node]
pub fn correlation<X: Number, Y: Number>(
    pair: &(X, Y),
    now: Timestamp,
    #[state] rolling: &mut Rolling<PairMoments>,
    #[param] window: Window,
) -> Option<f64> {
    rolling.add(PairMoments::new(finite(&pair.0)?, finite(&pair.1)?), now, window);
    rolling.total().correlation()
}

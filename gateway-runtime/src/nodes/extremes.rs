//! Smallest, largest, and what lies between.

use std::collections::VecDeque;

use super::{Aggregate, BadParameter, Number, Rolling, Window, finite};
use crate::{Timestamp, node};

/// The smallest of the values in `window`, at each value. What does not compare, such as `NaN`, is passed over.
#[node]
pub fn min<T: Clone + PartialOrd + Send + 'static>(
    value: &T,
    now: Timestamp,
    #[state] rolling: &mut Rolling<Smallest<T>>,
    #[param] window: Window,
) -> Option<T> {
    value.partial_cmp(value)?;
    rolling.add(Smallest(Some(value.clone())), now, window);
    rolling.total().0
}

/// The largest of the values in `window`, at each value. What does not compare, such as `NaN`, is passed over.
#[node]
pub fn max<T: Clone + PartialOrd + Send + 'static>(
    value: &T,
    now: Timestamp,
    #[state] rolling: &mut Rolling<Largest<T>>,
    #[param] window: Window,
) -> Option<T> {
    value.partial_cmp(value)?;
    rolling.add(Largest(Some(value.clone())), now, window);
    rolling.total().0
}

/// The smallest of some values, if there are any.
#[derive(Debug, Clone)]
pub struct Smallest<T>(pub Option<T>);

/// The largest of some values, if there are any.
#[derive(Debug, Clone)]
pub struct Largest<T>(pub Option<T>);

impl<T> Default for Smallest<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Default for Largest<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Clone + PartialOrd + Send + 'static> Aggregate for Smallest<T> {
    fn then(&self, later: &Self) -> Self {
        match (&self.0, &later.0) {
            (Some(one), Some(other)) if other < one => later.clone(),
            (None, _) => later.clone(),
            _ => self.clone(),
        }
    }
}

impl<T: Clone + PartialOrd + Send + 'static> Aggregate for Largest<T> {
    fn then(&self, later: &Self) -> Self {
        match (&self.0, &later.0) {
            (Some(one), Some(other)) if other > one => later.clone(),
            (None, _) => later.clone(),
            _ => self.clone(),
        }
    }
}

/// The median of the values in `window`: of an even number of values, the middle between the two middle ones.
///
/// A value costs time in proportion to the window, though little: its place is found by halving, and what lies behind moves up.
/// With [`Window::Ever`] every value is kept.
#[node]
pub fn median<T: Number>(value: &T, now: Timestamp, #[state] ordered: &mut Ordered, #[param] window: Window) -> Option<f64> {
    ordered.add(finite(value)?, now, window);
    ordered.quantile(0.5)
}

/// The value below which the part `part` (from 0 to 1) of the values in `window` lies, straight between the two nearest ones.
/// For its cost see [`median`].
#[node]
pub fn quantile<T: Number>(
    value: &T,
    now: Timestamp,
    #[state] ordered: &mut Ordered,
    #[param] part: f64,
    #[param] window: Window,
) -> Result<Option<f64>, BadParameter> {
    if !(0.0..=1.0).contains(&part) {
        return Err(BadParameter("a quantile is for a part from 0 to 1"));
    }
    let Some(value) = finite(value) else { return Ok(None) };
    ordered.add(value, now, window);
    Ok(ordered.quantile(part))
}

/// How many of the values in `window` are smaller than the newest one. For its cost see [`median`].
#[node]
pub fn rank<T: Number>(value: &T, now: Timestamp, #[state] ordered: &mut Ordered, #[param] window: Window) -> Option<u64> {
    let value = finite(value)?;
    ordered.add(value, now, window);
    Some(ordered.sorted.partition_point(|other| *other < value) as u64)
}

/// The numbers of a window, in the order in which they came and in that of their size.
#[derive(Debug, Clone, Default)]
pub struct Ordered {
    came: VecDeque<(Timestamp, f64)>,
    sorted: Vec<f64>,
}

impl Ordered {
    /// Adds a number that comes `now`, after it has made room for it.
    pub fn add(&mut self, value: f64, now: Timestamp, window: Window) {
        match window {
            Window::Ever => {}
            Window::Last(most) => {
                while self.came.len() >= most.max(1) {
                    self.leave();
                }
            }
            Window::Within(span) => {
                while self.came.front().is_some_and(|(time, _)| *time + span <= now) {
                    self.leave();
                }
            }
        }
        self.came.push_back((now, value));
        let place = self.sorted.partition_point(|other| *other <= value);
        self.sorted.insert(place, value);
    }

    /// The value below which `part` of the numbers lies, straight between the two nearest ones. `None` of no numbers.
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place within a list")]
    pub fn quantile(&self, part: f64) -> Option<f64> {
        let place = self.sorted.len().checked_sub(1)? as f64 * part.clamp(0.0, 1.0);
        let (below, above) = (self.sorted.get(place.floor() as usize)?, self.sorted.get(place.ceil() as usize)?);
        let share = place.fract();
        // Not `below + (above - below) * share`: that difference may be out of range.
        Some(if share == 0.0 { *below } else { below * (1.0 - share) + above * share })
    }

    fn leave(&mut self) {
        if let Some((_, value)) = self.came.pop_front() {
            let place = self.sorted.partition_point(|other| *other < value);
            self.sorted.remove(place);
        }
    }
}

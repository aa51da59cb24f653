//! Sums that do not lose small parts.

use std::fmt;

use super::{Aggregate, Rolling, Window};
use crate::{Timestamp, node};

/// The sum of the values in `window`.
///
/// Floating-point numbers are added with compensation (Neumaier), so that the sum is that of the exact numbers, rounded
/// about once. Integers are added exactly; a sum that its type does not hold is an error, and the next one may be right again.
#[node]
pub fn sum<T: Summand>(
    value: &T,
    now: Timestamp,
    #[state] rolling: &mut Rolling<T::Total>,
    #[param] window: Window,
) -> Result<Option<T>, Overflow> {
    let Some(value) = value.total() else { return Ok(None) };
    rolling.add(value, now, window);
    T::of(&rolling.total()).map(Some).ok_or(Overflow)
}

/// A number that can be summed up: integers of up to 64 bits, `f32` and `f64`.
pub trait Summand: Copy + Send + 'static {
    /// A sum that is exact, or nearly so.
    type Total: Aggregate;

    /// The sum of this number alone; `None` if it is not finite.
    fn total(self) -> Option<Self::Total>;

    /// The sum in its own type, if that can hold it.
    fn of(total: &Self::Total) -> Option<Self>;
}

/// A sum that its type does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overflow;

impl fmt::Display for Overflow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the sum is too large for its type")
    }
}

impl std::error::Error for Overflow {}

impl Aggregate for i128 {
    #[inline]
    fn then(&self, later: &Self) -> Self {
        self.saturating_add(*later)
    }
}

macro_rules! integers {
    ($($integer:ty)*) => {
        $(impl Summand for $integer {
            type Total = i128;
            #[inline]
            fn total(self) -> Option<i128> {
                Some(i128::from(self))
            }
            #[inline]
            fn of(total: &i128) -> Option<Self> {
                Self::try_from(*total).ok()
            }
        })*
    };
}

integers!(i8 i16 i32 i64 u8 u16 u32 u64);

/// A sum of floating-point numbers, and what was lost when it was rounded.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Compensated {
    sum: f64,
    lost: f64,
}

impl Compensated {
    /// The sum of one number.
    #[inline]
    pub fn new(value: f64) -> Self {
        Self { sum: value, lost: 0.0 }
    }

    /// The sum.
    #[inline]
    pub fn value(self) -> f64 {
        // A sum that is out of range has lost nothing that could be told.
        if self.sum.is_finite() { self.sum + self.lost } else { self.sum }
    }
}

impl Aggregate for Compensated {
    #[inline]
    fn then(&self, later: &Self) -> Self {
        let (one, other) = (self.sum, later.sum);
        let sum = one + other;
        // What rounding took, exactly (Knuth's two-sum).
        let second = sum - one;
        let lost = (one - (sum - second)) + (other - second);
        Self { sum, lost: self.lost + later.lost + lost }
    }
}

impl Summand for f64 {
    type Total = Compensated;

    #[inline]
    fn total(self) -> Option<Compensated> {
        self.is_finite().then(|| Compensated::new(self))
    }

    #[inline]
    fn of(total: &Compensated) -> Option<Self> {
        Some(total.value())
    }
}

impl Summand for f32 {
    type Total = Compensated;

    #[inline]
    fn total(self) -> Option<Compensated> {
        f64::from(self).total()
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "rounding to the type of the values is what is asked for")]
    fn of(total: &Compensated) -> Option<Self> {
        Some(total.value() as Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_parts_are_not_lost() {
        let sum = [1e100, 1.0, -1e100].into_iter().map(Compensated::new).fold(Compensated::default(), |sum, value| sum.then(&value));
        assert_eq!(sum.value().to_bits(), 1.0_f64.to_bits());
    }
}

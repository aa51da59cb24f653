//! The rule of an alert: raised late, cleared late, so that a value near the limit does not flutter.

use std::time::Duration;

use gateway_runtime::Timestamp;

use super::Change;

/// When an alert is raised, and when it is cleared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limit {
    /// A value at or above this may raise it ...
    pub high: f64,
    /// ... if it stays there for this long.
    pub hold: Duration,
    /// A value at or below this clears it.
    pub low: f64,
}

/// Where one value stands against its limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Hysteresis {
    /// Not raised, and nothing points to it.
    #[default]
    Calm,
    /// Not raised, but above the limit since this time.
    Above(Timestamp),
    /// Raised.
    Raised,
}

impl Hysteresis {
    /// Takes note of `value` at the time `now`, and tells if that raises or clears the alert.
    pub fn update(&mut self, limit: &Limit, value: f64, now: Timestamp) -> Option<Change> {
        let before = *self;
        *self = match before {
            Self::Raised if value <= limit.low => Self::Calm,
            Self::Raised => Self::Raised,
            _ if value < limit.high => Self::Calm,
            Self::Above(since) if now - since >= limit.hold => Self::Raised,
            Self::Above(since) => Self::Above(since),
            Self::Calm if limit.hold.is_zero() => Self::Raised,
            Self::Calm => Self::Above(now),
        };
        match (before == Self::Raised, *self == Self::Raised) {
            (false, true) => Some(Change::Raised),
            (true, false) => Some(Change::Cleared),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The changes that one value a second leads to, with the second of each.
    fn changes(hold: u64, values: &[f64]) -> Vec<(i64, Change)> {
        let limit = Limit { high: 90.0, hold: Duration::from_secs(hold), low: 70.0 };
        let mut state = Hysteresis::default();
        let update =
            |(second, value): (i64, &f64)| state.update(&limit, *value, Timestamp::from_secs(second)).map(|change| (second, change));
        (0..).zip(values).filter_map(update).collect()
    }

    #[test]
    fn a_value_must_stay_high_to_raise() {
        assert_eq!(changes(2, &[95.0, 95.0, 80.0, 95.0, 95.0]), []);
        assert_eq!(changes(2, &[80.0, 90.0, 99.0, 90.0, 99.0]), [(3, Change::Raised)]);
    }

    #[test]
    fn without_a_hold_the_first_value_raises() {
        assert_eq!(changes(0, &[89.9, 90.0]), [(1, Change::Raised)]);
    }

    #[test]
    fn only_a_low_value_clears() {
        let values = [95.0, 80.0, 95.0, 70.1, 70.0, 80.0, 69.0];
        assert_eq!(changes(0, &values), [(0, Change::Raised), (4, Change::Cleared)]);
    }

    #[test]
    fn what_is_no_number_changes_nothing_that_is_raised() {
        assert_eq!(changes(0, &[95.0, f64::NAN, 60.0]), [(0, Change::Raised), (2, Change::Cleared)]);
    }
}

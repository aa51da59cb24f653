//! How many values a blocking source gives in a second.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, Instant};

use serde::{Deserialize, Deserializer, de};

/// How many values a blocking source may give in a second: a setting for `rate = self.rate`.
///
/// In configuration it is a number, or a text such as `100/s`, `90/min` or `5/h`.
///
/// ```
/// use gateway_runtime::Rate;
///
/// let rate: Rate = "90/min".parse().unwrap();
/// assert_eq!(rate.per_second(), 1.5);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate(f64);

impl Rate {
    /// So many values in a second. `None` unless it is more than zero, and finite.
    pub fn new(per_second: f64) -> Option<Self> {
        (per_second > 0.0 && per_second.is_finite()).then_some(Self(per_second))
    }

    /// How many values in a second.
    pub fn per_second(self) -> f64 {
        self.0
    }
}

/// A text that is no rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidRate(String);

impl fmt::Display for InvalidRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is no rate: a number of values in a second that is more than zero, or a text such as `100/s`, `90/min` or `5/h`",
            self.0
        )
    }
}

impl std::error::Error for InvalidRate {}

impl FromStr for Rate {
    type Err = InvalidRate;

    fn from_str(text: &str) -> Result<Self, InvalidRate> {
        let read = || {
            let (number, unit) = text.split_once('/').unwrap_or((text, "s"));
            let seconds = match unit.trim() {
                "s" => 1.0,
                "m" | "min" => 60.0,
                "h" => 3600.0,
                _ => return None,
            };
            Self::new(number.trim().parse::<f64>().ok()? / seconds)
        };
        read().ok_or_else(|| InvalidRate(text.chars().take(64).collect()))
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "a rate: a number of values in a second, or a text such as \"100/s\"")]
        enum Written {
            Number(f64),
            Text(String),
        }
        match Written::deserialize(deserializer)? {
            Written::Number(number) => number.into_rate().map_err(de::Error::custom)?.ok_or_else(|| de::Error::custom("a rate is missing")),
            Written::Text(text) => text.parse().map_err(de::Error::custom),
        }
    }
}

/// What `rate = ..` of a blocking source takes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no rate",
    label = "not a number of values in a second",
    note = "a rate is an `f64`, a `u32`, or a `Rate`, which configuration reads from texts such as \"100/s\"; or an `Option` of these"
)]
pub trait IntoRate {
    /// The rate; `None` for as fast as it goes.
    ///
    /// # Errors
    /// It is no rate.
    fn into_rate(self) -> Result<Option<Rate>, String>;
}

impl IntoRate for Rate {
    fn into_rate(self) -> Result<Option<Rate>, String> {
        Ok(Some(self))
    }
}

impl IntoRate for f64 {
    fn into_rate(self) -> Result<Option<Rate>, String> {
        Rate::new(self).map(Some).ok_or_else(|| format!("a rate of {self} values in a second is not possible: it must be more than zero"))
    }
}

impl IntoRate for u32 {
    fn into_rate(self) -> Result<Option<Rate>, String> {
        f64::from(self).into_rate()
    }
}

impl<R: IntoRate> IntoRate for Option<R> {
    fn into_rate(self) -> Result<Option<Rate>, String> {
        self.map_or(Ok(None), R::into_rate)
    }
}

/// Holds a source to its rate: the time of each value is counted from the first, so that nothing adds up; a source that
/// falls behind by more than the time of one value does not make up for it.
#[derive(Debug)]
pub(crate) struct Pace {
    nanos: f64,
    /// When the count began, and how many values there have been since.
    since: Option<(Instant, u64)>,
}

impl Pace {
    pub(crate) fn new(rate: Rate) -> Self {
        Self { nanos: 1e9 / rate.0, since: None }
    }

    /// How long the next value has to wait, at `now`.
    pub(crate) fn wait(&mut self, now: Instant) -> Duration {
        let left = self.since.and_then(|(first, count)| {
            let due = first + self.after(count);
            (now <= due + self.after(1)).then(|| due.saturating_duration_since(now))
        });
        if let (Some(left), Some((_, count))) = (left, &mut self.since) {
            *count += 1;
            return left;
        }
        self.since = Some((now, 1));
        Duration::ZERO
    }

    /// The time of so many values. Rounded up: never is a value too early.
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "exact for a hundred days")]
    fn after(&self, count: u64) -> Duration {
        Duration::from_nanos((self.nanos * count as f64).ceil() as u64)
    }
}

#[cfg(test)]
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "small numbers, and exact ones"
)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rates_are_numbers_or_texts() {
        let read = |json: &str| serde_json::from_str::<Rate>(json).map(Rate::per_second);
        assert_eq!(read("30").unwrap(), 30.0);
        assert_eq!(read("0.5").unwrap(), 0.5);
        assert_eq!(read("\"100/s\"").unwrap(), 100.0);
        assert_eq!(read("\"7200/h\"").unwrap(), 2.0);
        for bad in ["0", "-1", "\"0/s\"", "\"100/fortnight\"", "\"fast\"", "true"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    /// The times of values: each wait is too long by one of `late`, and the source takes one of `work` for the next value.
    fn times(rate: f64, delays: &[(u64, u64)]) -> Vec<Duration> {
        let start = Instant::now();
        let (mut now, mut pace) = (start, Pace::new(Rate::new(rate).unwrap()));
        let mut times = Vec::new();
        for (late, work) in delays {
            now += pace.wait(now) + Duration::from_nanos(*late);
            times.push(now - start);
            now += Duration::from_nanos(*work);
        }
        times
    }

    proptest! {
        #[test]
        fn there_are_never_more_values_than_the_rate_allows(
            rate in 0.1_f64..10_000.0,
            delays in prop::collection::vec((0_u64..1_000_000, 0_u64..10_000_000), 1..200),
        ) {
            let times = times(rate, &delays);
            let first = times[0].as_secs_f64() - delays[0].0 as f64 / 1e9;
            for (count, time) in times.iter().enumerate() {
                prop_assert!(time.as_secs_f64() - first + 1e-6 >= count as f64 / rate, "value {count} at {time:?}");
            }
        }

        #[test]
        fn lateness_does_not_add_up(rate in 1.0_f64..1_000.0, share in prop::collection::vec((0.0_f64..0.4, 0.0_f64..0.4), 1..500)) {
            let nanos = 1e9 / rate;
            let delays: Vec<(u64, u64)> = share.iter().map(|(late, work)| ((late * nanos) as u64, (work * nanos) as u64)).collect();
            for (count, time) in times(rate, &delays).iter().enumerate() {
                let late = time.as_secs_f64() - count as f64 / rate;
                prop_assert!(late < 0.41 / rate, "value {count} is {late} s late");
            }
        }
    }

    #[test]
    fn what_a_source_missed_is_not_made_up_for() {
        let at = Duration::from_millis;
        let second = 1_000_000_000;
        let delays = [(0, 0), (0, 10 * second), (0, 0), (0, 0)];
        assert_eq!(times(1.0, &delays), [at(0), at(1000), at(11_000), at(12_000)]);
    }
}

//! Engine time: nanoseconds since the Unix epoch, UTC.

use std::fmt;
use std::ops::{Add, Sub};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A point in time: whole nanoseconds since 1970-01-01T00:00:00 UTC.
///
/// Engine time, the times of ticks and date-time fields of messages all have this type. It reaches
/// from the year 1677 to 2262; arithmetic stops at these ends.
///
/// ```
/// use gateway_runtime::Timestamp;
/// use std::time::Duration;
///
/// let open: Timestamp = "2026-11-20T14:30:00Z".parse().unwrap();
/// let later = open + Duration::from_millis(1500);
/// assert_eq!(later.to_string(), "2026-11-20T14:30:01.500000Z");
/// assert_eq!(later - open, Duration::from_millis(1500));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(i64);

impl Timestamp {
    /// 1970-01-01T00:00:00 UTC.
    pub const EPOCH: Self = Self(0);
    /// The first representable point in time.
    pub const MIN: Self = Self(i64::MIN);
    /// The last representable point in time.
    pub const MAX: Self = Self(i64::MAX);

    /// The time of the machine's wall clock.
    pub fn now() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self(nanos(since))
    }

    /// The point `nanos` nanoseconds after the epoch.
    #[inline]
    pub const fn from_nanos(nanos: i64) -> Self {
        Self(nanos)
    }

    /// The point `secs` seconds after the epoch.
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs.saturating_mul(1_000_000_000))
    }

    /// Nanoseconds since the epoch.
    #[inline]
    pub const fn as_nanos(self) -> i64 {
        self.0
    }

    /// The point that much later, if it can be represented.
    #[inline]
    pub fn checked_add(self, duration: Duration) -> Option<Self> {
        self.0.checked_add(i64::try_from(duration.as_nanos()).ok()?).map(Self)
    }

    /// The time since `earlier`, or zero if `earlier` is later.
    pub fn saturating_since(self, earlier: Self) -> Duration {
        u64::try_from(self.0.saturating_sub(earlier.0)).map_or(Duration::ZERO, Duration::from_nanos)
    }

    /// ISO 8601 in UTC with microseconds and no zone suffix, the form in which the `timestamp` of a
    /// tick stands on the wire. A fraction of zero is left out.
    pub fn to_naive_string(self) -> String {
        self.text().naive().to_owned()
    }

    pub(crate) fn text(self) -> TimeText {
        let civil = self.civil();
        let (date, time) = (civil.date(), civil.time());
        let mut text = TimeText { bytes: *b"0000-00-00T00:00:00.000000Z", length: 26 };
        let (year, micros) = (u32::from(date.year().unsigned_abs()), time.subsec_nanosecond().unsigned_abs() / 1_000);
        text.put(0, year / 100);
        text.put(2, year % 100);
        text.put(5, date.month().unsigned_abs().into());
        text.put(8, date.day().unsigned_abs().into());
        text.put(11, time.hour().unsigned_abs().into());
        text.put(14, time.minute().unsigned_abs().into());
        text.put(17, time.second().unsigned_abs().into());
        text.put(20, micros / 10_000);
        text.put(22, micros / 100 % 100);
        text.put(24, micros % 100);
        if micros == 0 {
            (text.bytes[19], text.length) = (b'Z', 19);
        }
        text
    }

    fn civil(self) -> jiff::civil::DateTime {
        let (seconds, nanos) = (self.0.div_euclid(1_000_000_000), self.0.rem_euclid(1_000_000_000));
        // Every `i64` of nanoseconds lies within jiff's range of years -9999 to 9999.
        jiff::Timestamp::new(seconds, i32::try_from(nanos).unwrap_or_default())
            .map_or(jiff::civil::DateTime::default(), |time| jiff::tz::Offset::UTC.to_datetime(time))
    }
}

/// A time as text, which takes no memory of its own: with a `Z` for people, and without one as ticks have it.
pub(crate) struct TimeText {
    bytes: [u8; 27],
    /// How long it is without the `Z`.
    length: usize,
}

impl TimeText {
    /// Two digits.
    #[inline]
    fn put(&mut self, place: usize, number: u32) {
        let digit = |number: u32| b'0' + u8::try_from(number % 10).unwrap_or_default();
        self.bytes[place] = digit(number / 10);
        self.bytes[place + 1] = digit(number);
    }

    pub(crate) fn naive(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }

    fn zoned(&self) -> &str {
        std::str::from_utf8(&self.bytes[..=self.length]).unwrap_or_default()
    }
}

fn nanos(duration: Duration) -> i64 {
    i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)
}

impl Add<Duration> for Timestamp {
    type Output = Self;
    #[inline]
    fn add(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(nanos(duration)))
    }
}

impl Sub<Duration> for Timestamp {
    type Output = Self;
    fn sub(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(nanos(duration)))
    }
}

impl Sub for Timestamp {
    type Output = Duration;
    /// The time between two points, zero if `earlier` is later.
    fn sub(self, earlier: Self) -> Duration {
        self.saturating_since(earlier)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text().zoned())
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text that is no point in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidTimestamp(String);

impl fmt::Display for InvalidTimestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no ISO 8601 date and time such as 2026-11-20T14:30:00Z", self.0)
    }
}

impl std::error::Error for InvalidTimestamp {}

impl std::str::FromStr for Timestamp {
    type Err = InvalidTimestamp;

    /// Reads ISO 8601 with an offset, or without one for UTC.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidTimestamp(text.chars().take(64).collect());
        let time = if let Ok(time) = text.parse::<jiff::Timestamp>() {
            time
        } else {
            let civil: jiff::civil::DateTime = text.parse().map_err(|_| invalid())?;
            jiff::tz::Offset::UTC.to_timestamp(civil).map_err(|_| invalid())?
        };
        i64::try_from(time.as_nanosecond()).map(Self).map_err(|_| invalid())
    }
}

/// ISO 8601 for people, nanoseconds since the epoch for machines.
impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() { serializer.serialize_str(self.text().zoned()) } else { serializer.serialize_i64(self.0) }
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_any(TimestampVisitor)
        } else {
            i64::deserialize(deserializer).map(Self)
        }
    }
}

/// Numbers below this are seconds since the epoch, others milliseconds: as seconds it would lie in the
/// year 2603. The same rule as pydantic's.
const LARGEST_SECONDS: f64 = 2e10;

/// The latest time that a number can mean, and with a minus the earliest: whole seconds, as far as the nanoseconds of 64 bits go.
const LARGEST_NANOS: i64 = 9_223_372_036_000_000_000;

struct TimestampVisitor;

impl de::Visitor<'_> for TimestampVisitor {
    type Value = Timestamp;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date and time (ISO 8601, or seconds or milliseconds since the epoch)")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Timestamp, E> {
        text.parse().map_err(E::custom)
    }

    #[expect(clippy::cast_precision_loss, reason = "integers beyond 2^53 are out of range in either unit")]
    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Timestamp, E> {
        let scale = if (number as f64).abs() <= LARGEST_SECONDS { 1_000_000_000 } else { 1_000_000 };
        let nanos = number.checked_mul(scale).filter(|nanos| (-LARGEST_NANOS..=LARGEST_NANOS).contains(nanos));
        nanos.map(Timestamp).ok_or_else(|| E::custom("date and time out of range"))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Timestamp, E> {
        i64::try_from(number).map_err(|_| E::custom("date and time out of range")).and_then(|number| self.visit_i64(number))
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "the limit is exact, and checked just before")]
    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Timestamp, E> {
        let scale = if number.abs() <= LARGEST_SECONDS { 1e9 } else { 1e6 };
        let nanos = number * scale;
        if nanos.abs() <= LARGEST_NANOS as f64 { Ok(Timestamp(nanos as i64)) } else { Err(E::custom("date and time out of range")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_offsets_naive_times_and_epochs() {
        let expected = Timestamp::from_secs(1_577_934_245);
        for text in ["2020-01-02T03:04:05Z", "2020-01-02T03:04:05", "2020-01-02T05:04:05+02:00"] {
            assert_eq!(text.parse(), Ok(expected), "{text}");
        }
        let read = |json: &str| serde_json::from_str::<Timestamp>(json);
        assert_eq!(read("1577934245").unwrap(), expected);
        assert_eq!(read("1577934245000").unwrap(), expected);
        assert_eq!(read("1577934245.0").unwrap(), expected);
        assert!(read("1e300").is_err());
        assert!(read("\"yesterday\"").is_err());
    }

    #[test]
    fn writes_microseconds_only_where_there_are_any() {
        assert_eq!(Timestamp::from_secs(0).to_naive_string(), "1970-01-01T00:00:00");
        assert_eq!(Timestamp::from_nanos(1_234_567).to_naive_string(), "1970-01-01T00:00:00.001234");
        assert_eq!(serde_json::to_string(&Timestamp::from_secs(1)).unwrap(), "\"1970-01-01T00:00:01Z\"");
    }

    #[test]
    fn writes_the_first_and_the_last_time_there_is() {
        assert_eq!(Timestamp::MIN.to_string(), "1677-09-21T00:12:43.145224Z");
        assert_eq!(Timestamp::MAX.to_string(), "2262-04-11T23:47:16.854775Z");
    }

    #[test]
    fn arithmetic_stops_at_the_ends() {
        assert_eq!(Timestamp::MAX + Duration::from_secs(1), Timestamp::MAX);
        assert_eq!(Timestamp::EPOCH - Timestamp::from_secs(1), Duration::ZERO);
        assert!(!Timestamp::from_nanos(i64::MIN).to_string().is_empty());
    }
}

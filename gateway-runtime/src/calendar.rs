//! Settings for timers that go by the calendar: `cron`, `at` and `zone`.

use std::fmt;
use std::str::FromStr;

use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Deserializer, de};

use crate::Timestamp;

/// A cron expression: a setting for `cron = self.schedule`.
///
/// Minute, hour, day of the month, month and day of the week, each `*`, a number, a range, a list, or with a step; months and
/// days also by their names. Six fields begin with seconds. If days of the month and of the week are both given, either will do.
///
/// ```
/// use gateway_runtime::Cron;
///
/// assert!("0 9 * * MON-FRI".parse::<Cron>().is_ok());
/// assert!("0 25 * * *".parse::<Cron>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cron(croner::Cron);

/// A time of the day: a setting for `at = self.time`, written as `16:30` or `16:30:15`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeOfDay {
    hour: u8,
    minute: u8,
    second: u8,
}

/// A time zone of the tz database: a setting for `zone = self.zone`, written as `Europe/London`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

/// A text that is no [`Cron`], [`TimeOfDay`] or [`Zone`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidCalendar(String);

impl fmt::Display for InvalidCalendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for InvalidCalendar {}

impl FromStr for Cron {
    type Err = InvalidCalendar;

    fn from_str(text: &str) -> Result<Self, InvalidCalendar> {
        let wrong = |error| InvalidCalendar(format!("`{text}` is no cron expression such as `0 9 * * MON-FRI`: {error}"));
        croner::Cron::from_str(text).map(Self).map_err(wrong)
    }
}

impl fmt::Display for Cron {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

impl Cron {
    /// The first time after `time` in `zone`. `None` if there is none.
    pub fn after(&self, time: Timestamp, zone: &Zone) -> Option<Timestamp> {
        self.next(time, zone, false)
    }

    /// The first time after `time` in `zone`, or also at `time` if that is `inclusive`. `None` if there is none.
    pub(crate) fn next(&self, time: Timestamp, zone: &Zone, inclusive: bool) -> Option<Timestamp> {
        let whole = time.as_nanos().rem_euclid(1_000_000_000) == 0;
        let from = jiff::Timestamp::from_nanosecond(i128::from(time.as_nanos())).ok()?.to_zoned(zone.0.clone());
        let next = self.0.find_next_occurrence(&from, inclusive && whole).ok()?.timestamp();
        i64::try_from(next.as_nanosecond()).ok().map(Timestamp::from_nanos)
    }
}

impl FromStr for TimeOfDay {
    type Err = InvalidCalendar;

    fn from_str(text: &str) -> Result<Self, InvalidCalendar> {
        let wrong = || InvalidCalendar(format!("`{text}` is no time of the day such as `16:30` or `16:30:15`"));
        let part = |part: &str, end: u8| {
            let digits = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse().ok().filter(|number| digits && *number < end).ok_or_else(wrong)
        };
        let parts: Vec<&str> = text.split(':').collect();
        match parts[..] {
            [hour, minute] => Ok(Self { hour: part(hour, 24)?, minute: part(minute, 60)?, second: 0 }),
            [hour, minute, second] => Ok(Self { hour: part(hour, 24)?, minute: part(minute, 60)?, second: part(second, 60)? }),
            _ => Err(wrong()),
        }
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { hour, minute, second } = self;
        write!(f, "{hour:02}:{minute:02}:{second:02}")
    }
}

impl TimeOfDay {
    /// Each day at this time.
    pub(crate) fn daily(self) -> Result<Cron, InvalidCalendar> {
        let Self { hour, minute, second } = self;
        format!("{second} {minute} {hour} * * *").parse()
    }
}

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(TimeZone::UTC);

    /// The time that a text says, which may leave out its offset.
    pub(crate) fn timestamp(&self, text: &str) -> Result<Timestamp, String> {
        let wrong = |error: jiff::Error| format!("`{text}` is no date and time: {error}");
        let time = match text.parse::<jiff::Timestamp>() {
            Ok(time) => time,
            Err(_) => text.parse::<jiff::civil::DateTime>().and_then(|civil| self.0.to_timestamp(civil)).map_err(wrong)?,
        };
        i64::try_from(time.as_nanosecond()).map(Timestamp::from_nanos).map_err(|_| format!("`{text}` is too far away"))
    }
}

impl FromStr for Zone {
    type Err = InvalidCalendar;

    /// Looks the name up in the tz database of the system, then in the one that was compiled in.
    fn from_str(text: &str) -> Result<Self, InvalidCalendar> {
        let wrong = |_| {
            InvalidCalendar(format!("there is no time zone `{text}`; write a name of the tz database, such as `Europe/London` or `UTC`"))
        };
        TimeZone::get(text).or_else(|_| TimeZoneDatabase::bundled().get(text)).map(Self).map_err(wrong)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.iana_name().unwrap_or("UTC"))
    }
}

/// Reads a setting from its text.
fn from_text<'de, T: FromStr<Err = InvalidCalendar>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
}

impl<'de> Deserialize<'de> for Cron {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text(deserializer)
    }
}

impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text(deserializer)
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The next times of a cron expression, in the zone itself.
    fn times(cron: &str, zone: &str, from: &str, count: usize) -> Vec<String> {
        let (cron, zone): (Cron, Zone) = (cron.parse().unwrap(), zone.parse().unwrap());
        let mut time = zone.timestamp(from).unwrap();
        let mut times = Vec::new();
        for _ in 0..count {
            time = cron.next(time, &zone, false).unwrap();
            let zoned = jiff::Timestamp::from_nanosecond(i128::from(time.as_nanos())).unwrap().to_zoned(zone.0.clone());
            times.push(zoned.strftime("%m-%d %H:%M %Z").to_string());
        }
        times
    }

    const NEW_YORK: &str = "America/New_York";

    #[test]
    fn a_time_that_the_clock_skips_comes_when_it_goes_on() {
        assert_eq!(times("30 2 * * *", NEW_YORK, "2026-03-07T12:00", 2), ["03-08 03:00 EDT", "03-09 02:30 EDT"]);
        assert_eq!(
            times("15 * * * *", NEW_YORK, "2026-03-08T00:30", 2),
            ["03-08 01:15 EST", "03-08 03:15 EDT"],
            "what comes every hour is not doubled"
        );
    }

    #[test]
    fn a_time_that_the_clock_shows_twice_comes_once_unless_it_comes_every_hour() {
        assert_eq!(times("30 1 * * *", NEW_YORK, "2026-10-31T12:00", 2), ["11-01 01:30 EDT", "11-02 01:30 EST"]);
        assert_eq!(times("30 * * * *", NEW_YORK, "2026-11-01T00:45", 3), ["11-01 01:30 EDT", "11-01 01:30 EST", "11-01 02:30 EST"]);
    }

    #[test]
    fn days_of_the_month_and_of_the_week_are_alternatives() {
        assert_eq!(times("0 9 15 * MON", "UTC", "2026-06-12T00:00", 3), ["06-15 09:00 UTC", "06-22 09:00 UTC", "06-29 09:00 UTC"]);
        assert_eq!(times("0 9 16 * MON", "UTC", "2026-06-12T00:00", 2), ["06-15 09:00 UTC", "06-16 09:00 UTC"]);
    }

    #[test]
    fn what_is_none_is_told() {
        assert!("16:3".parse::<TimeOfDay>().is_err() && "24:00".parse::<TimeOfDay>().is_err() && "+1:00".parse::<TimeOfDay>().is_err());
        assert_eq!("16:30".parse::<TimeOfDay>().unwrap().to_string(), "16:30:00");
        let error = "Europe/Londn".parse::<Zone>().unwrap_err().to_string();
        assert!(error.starts_with("there is no time zone `Europe/Londn`"), "{error}");
        assert_eq!("0 0 30 2 *".parse::<Cron>().unwrap().next(Timestamp::EPOCH, &Zone::UTC, true), None);
    }
}

//! When a timer ticks.

use std::collections::VecDeque;
use std::time::Duration;

use super::core::Lateness;
use crate::Timestamp;
use crate::calendar::{Cron, TimeOfDay, Zone};

/// When a timer ticks.
#[derive(Debug, Clone)]
pub enum Recurrence {
    /// Again and again, with the same time between.
    Every(Duration),
    /// By the calendar.
    Calendar(Box<(Cron, Zone)>),
    /// At set times, in their order.
    At(VecDeque<Timestamp>),
}

impl Recurrence {
    /// Again and again, with the same time between.
    ///
    /// # Errors
    /// None: it is one with those that have.
    pub fn every(period: Duration) -> Result<Self, String> {
        Ok(Self::Every(period))
    }

    /// By a cron expression, in a zone.
    ///
    /// # Errors
    /// Either is none.
    pub fn cron(cron: &(impl Calendar<Cron> + ?Sized), zone: &(impl Calendar<Zone> + ?Sized)) -> Result<Self, String> {
        Ok(Self::Calendar(Box::new((cron.read()?, zone.read()?))))
    }

    /// Each day at a time, or at set times.
    ///
    /// # Errors
    /// A text is neither.
    pub fn at(times: &(impl Times + ?Sized), zone: &(impl Calendar<Zone> + ?Sized)) -> Result<Self, String> {
        times.recurrence(zone.read()?)
    }

    /// The first tick of a timer that starts at `start`. Set times from before are left out.
    ///
    /// # Errors
    /// It could never tick.
    pub(crate) fn first(&mut self, start: Timestamp) -> Result<Option<Timestamp>, String> {
        match self {
            Self::Every(period) => Ok(start.checked_add(*period)),
            Self::Calendar(calendar) => {
                let (cron, zone) = &**calendar;
                cron.next(start, zone, true).map(Some).ok_or_else(|| format!("there is no time any more at which `{cron}` comes"))
            }
            Self::At(times) => {
                times.retain(|time| *time >= start);
                Ok(times.pop_front())
            }
        }
    }

    /// The tick after the one that was due at `due`, and ran at `now`.
    #[inline]
    pub(crate) fn next(&mut self, due: Timestamp, now: Timestamp, lateness: Lateness) -> Option<Timestamp> {
        match self {
            Self::Every(period) => next_tick(due, now, *period, lateness),
            Self::Calendar(calendar) => {
                let (cron, zone) = &**calendar;
                cron.next(if lateness == Lateness::CatchUp { due } else { due.max(now) }, zone, false)
            }
            Self::At(times) => times.pop_front(),
        }
    }
}

fn next_tick(due: Timestamp, now: Timestamp, period: Duration, lateness: Lateness) -> Option<Timestamp> {
    let next = due.checked_add(period)?;
    if lateness == Lateness::CatchUp || next > now {
        return Some(next);
    }
    let missed = (now - due).as_nanos() / period.as_nanos();
    let missed = u32::try_from(missed).unwrap_or(u32::MAX);
    due.checked_add(period.saturating_mul(missed))?.checked_add(period)
}

/// A text, or what is read from one by configuration.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no `{T}`",
    label = "a text, or an expression of type `{T}`",
    note = "a setting of type `{T}` is read from configuration, and checked there"
)]
pub trait Calendar<T> {
    /// The value.
    ///
    /// # Errors
    /// The text is none.
    fn read(&self) -> Result<T, String>;
}

impl<T: Clone> Calendar<T> for T {
    fn read(&self) -> Result<T, String> {
        Ok(self.clone())
    }
}

impl Calendar<Cron> for str {
    fn read(&self) -> Result<Cron, String> {
        self.parse().map_err(|error: crate::calendar::InvalidCalendar| error.to_string())
    }
}

impl Calendar<Zone> for str {
    fn read(&self) -> Result<Zone, String> {
        self.parse().map_err(|error: crate::calendar::InvalidCalendar| error.to_string())
    }
}

/// What `at = ..` takes.
#[diagnostic::on_unimplemented(
    message = "a timer cannot be `at` a `{Self}`",
    label = "neither a time of the day nor a time",
    note = "`at` takes a text such as \"16:30\" or \"2026-12-24T16:30\", or an expression of type `TimeOfDay`, `Timestamp`, `Option<Timestamp>` or `Vec<Timestamp>`"
)]
pub trait Times {
    /// When the timer ticks.
    ///
    /// # Errors
    /// It says no time.
    fn recurrence(&self, zone: Zone) -> Result<Recurrence, String>;
}

impl Times for str {
    fn recurrence(&self, zone: Zone) -> Result<Recurrence, String> {
        match self.parse::<TimeOfDay>() {
            Ok(time) => time.recurrence(zone),
            Err(_) => zone.timestamp(self)?.recurrence(zone),
        }
    }
}

impl Times for TimeOfDay {
    fn recurrence(&self, zone: Zone) -> Result<Recurrence, String> {
        let daily = self.daily().map_err(|error| error.to_string())?;
        Ok(Recurrence::Calendar(Box::new((daily, zone))))
    }
}

impl Times for Timestamp {
    fn recurrence(&self, _: Zone) -> Result<Recurrence, String> {
        Ok(Recurrence::At([*self].into()))
    }
}

impl Times for Option<Timestamp> {
    fn recurrence(&self, _: Zone) -> Result<Recurrence, String> {
        Ok(Recurrence::At(self.iter().copied().collect()))
    }
}

impl Times for Vec<Timestamp> {
    fn recurrence(&self, _: Zone) -> Result<Recurrence, String> {
        let mut times = self.clone();
        times.sort_unstable();
        times.dedup();
        Ok(Recurrence::At(times.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_timer_keeps_its_phase() {
        let at = Timestamp::from_secs;
        let second = Duration::from_secs(1);
        let next_tick = |due, now, lateness| next_tick(due, now, second, lateness);
        assert_eq!(next_tick(at(10), at(10), Lateness::Skip), Some(at(11)));
        assert_eq!(next_tick(at(10), at(13), Lateness::Skip), Some(at(14)));
        assert_eq!(next_tick(at(10), at(13) + second / 2, Lateness::Skip), Some(at(14)));
        assert_eq!(next_tick(at(10), at(13), Lateness::CatchUp), Some(at(11)));
        assert_eq!(next_tick(Timestamp::MAX, Timestamp::MAX, Lateness::CatchUp), None);
    }

    #[test]
    fn a_late_calendar_leaves_out_what_it_missed_but_set_times_all_come() {
        let at = Timestamp::from_secs;
        let mut hourly = Recurrence::cron("0 * * * *", "UTC").unwrap();
        assert_eq!(hourly.first(at(0)), Ok(Some(at(0))));
        assert_eq!(hourly.next(at(0), at(10_000), Lateness::Skip), Some(at(3 * 3600)));
        assert_eq!(hourly.next(at(0), at(10_000), Lateness::CatchUp), Some(at(3600)));
        let mut set = Recurrence::at(&vec![at(9), at(5), at(1)], "UTC").unwrap();
        assert_eq!(set.first(at(2)), Ok(Some(at(5))));
        assert_eq!(set.next(at(5), at(20), Lateness::Skip), Some(at(9)));
        assert_eq!(set.next(at(9), at(20), Lateness::Skip), None);
    }
}

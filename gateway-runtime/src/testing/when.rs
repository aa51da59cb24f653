//! Times as a test writes them.

use std::time::Duration;

use crate::Timestamp;

/// A span of time in a test: a [`Duration`], or a text such as `"10s"` or `"1m 30s"`.
pub trait Span {
    /// The span.
    ///
    /// # Errors
    /// The text is none.
    fn span(self) -> Result<Duration, String>;
}

impl Span for Duration {
    fn span(self) -> Result<Duration, String> {
        Ok(self)
    }
}

impl Span for &str {
    fn span(self) -> Result<Duration, String> {
        let span: Option<jiff::SignedDuration> = self.parse().ok();
        span.and_then(|span| Duration::try_from(span).ok())
            .ok_or_else(|| format!("`{self}` is no span of time such as \"10s\" or \"1m 30s\""))
    }
}

/// A point in time in a test: a [`Timestamp`], or the time since the start, as a [`Duration`] or a text such as `"10s"`.
/// A text may also be a date and time, as in `"2026-11-20T14:30:00Z"`.
pub trait When {
    /// The point in time, in a run that began at `start`.
    ///
    /// # Errors
    /// The text is none.
    fn when(self, start: Timestamp) -> Result<Timestamp, String>;
}

impl When for Timestamp {
    fn when(self, _: Timestamp) -> Result<Timestamp, String> {
        Ok(self)
    }
}

impl When for Duration {
    fn when(self, start: Timestamp) -> Result<Timestamp, String> {
        Ok(start + self)
    }
}

impl When for &str {
    fn when(self, start: Timestamp) -> Result<Timestamp, String> {
        if let Ok(span) = self.span() {
            return Ok(start + span);
        }
        self.parse().map_err(|_| format!("`{self}` is neither a time since the start, such as \"10s\", nor a date and time"))
    }
}

/// What the test gave, or the end of the test if it makes no sense.
#[track_caller]
pub(super) fn sure<T, E: std::fmt::Display>(given: Result<T, E>) -> T {
    match given {
        Ok(given) => given,
        Err(error) => panic!("{error}"),
    }
}

/// A time of a run that began at `start`, as a timeline shows it.
pub(super) fn shown(time: Timestamp, start: Timestamp) -> String {
    let since = jiff::SignedDuration::from_nanos(time.as_nanos()).saturating_sub(jiff::SignedDuration::from_nanos(start.as_nanos()));
    format!("{since:#}")
}

//! How long to wait before the next try.

use std::time::Duration;

/// The wait after the first failure.
const FIRST: Duration = Duration::from_millis(100);

/// The longest wait.
const LONGEST: Duration = Duration::from_secs(10);

/// Waits that double, each by chance somewhat shorter, so that many clients do not come back at once.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    failures: u32,
}

impl Backoff {
    /// The wait after one more failure.
    pub(super) fn next(&mut self) -> Duration {
        let whole = FIRST.saturating_mul(1_u32 << self.failures.min(10)).min(LONGEST);
        self.failures += 1;
        whole.mul_f64(0.5 + fastrand::f64() / 2.0)
    }

    /// Takes note of a success.
    pub(super) fn reset(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_limit() {
        let mut backoff = Backoff::default();
        let waits: Vec<Duration> = (0..20).map(|_| backoff.next()).collect();
        for (place, wait) in waits.iter().enumerate() {
            let whole = (FIRST * 2_u32.pow(u32::try_from(place.min(10)).unwrap())).min(LONGEST);
            assert!(*wait <= whole && *wait >= whole / 2, "{place}: {wait:?}");
        }
        backoff.reset();
        assert!(backoff.next() <= FIRST);
    }
}

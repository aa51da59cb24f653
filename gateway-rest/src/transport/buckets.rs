//! Token buckets: how much each client may do in a time.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How many clients are remembered. Beyond that, the one whose bucket is fullest is forgotten, to whom it makes the least
/// difference.
const MOST: usize = 4096;

/// A bucket for each client. Each holds `burst` tokens at most, and gets `rate` of them in a second.
#[derive(Debug)]
pub(crate) struct Buckets<K> {
    burst: f64,
    rate: f64,
    by_client: Mutex<HashMap<K, Bucket>>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    tokens: f64,
    at: Instant,
}

impl<K: Eq + Hash + Clone> Buckets<K> {
    pub(crate) fn new(burst: u32, rate: f64) -> Self {
        Self { burst: f64::from(burst.max(1)), rate, by_client: Mutex::default() }
    }

    /// Takes one token; or tells how long to wait for it.
    pub(crate) fn take(&self, client: K) -> Result<(), Duration> {
        let now = Instant::now();
        let mut buckets = self.by_client.lock().unwrap_or_else(PoisonError::into_inner);
        let tokens = buckets.get(&client).map_or(self.burst, |bucket| self.tokens(*bucket, now));
        if tokens < 1.0 {
            return Err(self.until_one(tokens));
        }
        if buckets.len() >= MOST && !buckets.contains_key(&client) {
            self.forget(&mut buckets, now);
        }
        buckets.insert(client, Bucket { tokens: tokens - 1.0, at: now });
        Ok(())
    }

    /// How long `client` would have to wait for a token.
    pub(crate) fn wait(&self, client: &K) -> Option<Duration> {
        let buckets = self.by_client.lock().unwrap_or_else(PoisonError::into_inner);
        let tokens = self.tokens(*buckets.get(client)?, Instant::now());
        (tokens < 1.0).then(|| self.until_one(tokens))
    }

    fn tokens(&self, bucket: Bucket, now: Instant) -> f64 {
        let since = now.saturating_duration_since(bucket.at);
        since.as_secs_f64().mul_add(self.rate, bucket.tokens).min(self.burst)
    }

    fn until_one(&self, tokens: f64) -> Duration {
        Duration::try_from_secs_f64((1.0 - tokens) / self.rate).unwrap_or(Duration::MAX)
    }

    /// Makes place: forgets all whose bucket is full, and at least one.
    fn forget(&self, buckets: &mut HashMap<K, Bucket>, now: Instant) {
        buckets.retain(|_, bucket| self.tokens(*bucket, now) < self.burst);
        if buckets.len() >= MOST {
            let fullest = buckets.iter().max_by(|(_, one), (_, other)| self.tokens(**one, now).total_cmp(&self.tokens(**other, now)));
            let fullest = fullest.map(|(client, _)| client.clone());
            fullest.map(|client| buckets.remove(&client));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_empties_and_fills_again() {
        let buckets = Buckets::new(2, 1000.0);
        assert!(buckets.wait(&"a").is_none());
        assert!(buckets.take("a").is_ok() && buckets.take("a").is_ok());
        let wait = buckets.take("a");
        assert!(wait.is_ok_and(|()| true) || wait.is_err_and(|wait| wait <= Duration::from_millis(1)));
        assert!(buckets.take("b").is_ok(), "others have buckets of their own");
    }

    #[test]
    fn who_has_taken_all_waits() {
        let buckets = Buckets::new(1, 0.001);
        buckets.take(1).unwrap();
        let wait = buckets.take(1).unwrap_err();
        assert!(wait > Duration::from_mins(15) && wait <= Duration::from_secs(1000), "{wait:?}");
        assert!(buckets.wait(&1).is_some());
    }

    #[test]
    fn the_table_has_an_end() {
        let buckets = Buckets::new(2, 0.001);
        buckets.take(0).unwrap();
        buckets.take(0).unwrap();
        for client in 1..2 * MOST {
            buckets.take(client).unwrap();
        }
        assert_eq!(buckets.by_client.lock().unwrap().len(), MOST);
        assert!(buckets.take(0).is_err(), "who has taken most is not forgotten");
    }
}

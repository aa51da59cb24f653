//! Workloads on what the language of nodes has beyond plain edges: baskets with state per key, alarms, work off the
//! engine's thread.
//!
//! | name | graph | value at the sink in cycle `n` = 1, 2, 3, … |
//! |---|---|---|
//! | `basket1000` | a source that ticks key `7919 n mod 1000` of a basket of 1000 texts with `n`; a node that keeps a sum for each key and publishes it; sink | the sum of that key |
//! | `alarms100k` | a node with 100,000 alarms pending, one a nanosecond; each that goes off publishes its number and is set again | `(n - 1) mod 100,000` |
//! | `async_hop` | a source; an async node that gives `n + 1` back, through the tokio runtime, in a later cycle; sink | `n + 1` |
//!
//! They follow the rules of [`crate::workload`]. wingfoil has the first two as nodes of its own making; what csp has of them is
//! in `rivals/csp_language.py`.

pub mod gateway_engine;
pub mod limit;
#[cfg(feature = "wingfoil")]
pub mod wingfoil_rival;

/// How many keys the basket has.
pub const KEYS: u64 = 1_000;

/// How many alarms are pending.
pub const ALARMS: u64 = 100_000;

/// The names of the keys.
#[must_use]
pub fn keys() -> Vec<String> {
    (0..KEYS).map(|place| format!("key{place}")).collect()
}

/// The place of the key that ticks with `n`.
#[inline]
#[must_use]
pub fn key_of(n: u64) -> usize {
    usize::try_from(n * 7919 % KEYS).unwrap_or_default()
}

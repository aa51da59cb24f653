//! Identity of a tick.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use serde::{Serialize, Serializer};

use crate::Timestamp;

/// Identity of one tick.
///
/// An engine's own id is a [ULID](https://github.com/ulid/spec): 26 characters that sort by time. Its bits are
/// computed from where and when the tick happened, without a clock call, a lock or a counter of ticks:
///
/// | bits | what |
/// |---|---|
/// | 48 | milliseconds since the epoch |
/// | 20 | nanoseconds within the millisecond |
/// | 18 | cycle number, modulo 2^18 |
/// | 24 | channel (10 bits) and position in the burst (14 bits), added up |
/// | 18 | the run: random in real time, so that two processes never agree; zero in a simulated run |
///
/// A simulated run therefore gives the same ids each time. A client may give an id of its own to what it sends;
/// that one is kept.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TickId(Repr);

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Repr {
    Engine(u128),
    Client(Arc<str>),
}

const RUN_BITS: u32 = 18;
const PLACE_BITS: u32 = 24;
const BURST_BITS: u32 = 14;
const CYCLE_BITS: u32 = 18;
const NANO_BITS: u32 = 20;

/// The part of an id that tells runs apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunId(u32);

impl RunId {
    /// The run number of every simulated run.
    pub const SIMULATED: Self = Self(0);

    /// A new random run number, never that of a simulated run.
    pub fn random() -> Self {
        use std::hash::{BuildHasher, RandomState};
        // The standard library seeds each `RandomState` from the system's random source.
        let random = RandomState::new().hash_one(std::process::id());
        Self(u32::try_from(random % ((1 << RUN_BITS) - 1)).unwrap_or(0) + 1)
    }
}

impl TickId {
    /// The id of the tick at `position` of the burst on channel number `channel`, in cycle number `cycle` at `time`.
    pub(crate) fn engine(run: RunId, time: Timestamp, cycle: u64, channel: usize, position: usize) -> Self {
        let nanos = u128::try_from(time.as_nanos()).unwrap_or(0);
        let (millis, within) = (nanos / 1_000_000, nanos % 1_000_000);
        let place = (((channel as u128) << BURST_BITS) + position as u128) & ((1 << PLACE_BITS) - 1);
        let cycle = u128::from(cycle) & ((1 << CYCLE_BITS) - 1);
        let bits = (millis << NANO_BITS) | within;
        let bits = (bits << CYCLE_BITS) | cycle;
        let bits = (bits << PLACE_BITS) | place;
        Self(Repr::Engine((bits << RUN_BITS) | u128::from(run.0)))
    }

    /// An id that a client gave.
    pub fn client(id: &str) -> Self {
        Self(Repr::Client(id.into()))
    }
}

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl fmt::Display for TickId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Client(id) => f.write_str(id),
            Repr::Engine(bits) => {
                let mut text = [0_u8; 26];
                for (place, byte) in text.iter_mut().rev().enumerate() {
                    *byte = ALPHABET[(bits >> (5 * place)) as usize & 31];
                }
                f.write_str(std::str::from_utf8(&text).unwrap_or_default())
            }
        }
    }
}

impl fmt::Debug for TickId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for TickId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Makes ids for values that enter from outside, before an engine sees them.
#[derive(Debug)]
pub(crate) struct IngressIds {
    run: RunId,
    next: AtomicU32,
}

impl IngressIds {
    /// Ids of this maker never meet those of an engine with another run number.
    pub(crate) fn new(run: RunId) -> Self {
        Self { run, next: AtomicU32::new(0) }
    }

    pub(crate) fn next(&self, time: Timestamp) -> TickId {
        let count = self.next.fetch_add(1, Ordering::Relaxed);
        // The count takes the places of cycle and burst; 2^32 values within one nanosecond do not happen.
        TickId::engine(self.run, time, u64::from(count >> BURST_BITS), 0, count as usize & ((1 << BURST_BITS) - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id(time: i64, cycle: u64, channel: usize, position: usize) -> TickId {
        TickId::engine(RunId::SIMULATED, Timestamp::from_nanos(time), cycle, channel, position)
    }

    #[test]
    fn a_known_id_is_a_ulid_of_its_millisecond() {
        // 1469918176385 ms is the ULID specification's own example of a time: 01ARYZ6S41.
        let text = id(1_469_918_176_385_000_000, 0, 0, 0).to_string();
        assert_eq!(text, "01ARYZ6S410000000000000000");
    }

    #[test]
    fn random_runs_differ_from_simulated_ones() {
        for _ in 0..100 {
            assert_ne!(RunId::random(), RunId::SIMULATED);
        }
    }

    proptest! {
        #[test]
        fn text_sorts_as_time_then_cycle_then_place(
            a in (0..i64::MAX, 0_u64..1 << 18, 0_usize..1024, 0_usize..1 << 14),
            b in (0..i64::MAX, 0_u64..1 << 18, 0_usize..1024, 0_usize..1 << 14),
        ) {
            let (x, y) = (id(a.0, a.1, a.2, a.3), id(b.0, b.1, b.2, b.3));
            prop_assert_eq!(a.cmp(&b), x.to_string().cmp(&y.to_string()));
            prop_assert_eq!(a.cmp(&b), x.cmp(&y));
        }
    }
}

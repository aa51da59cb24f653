//! Identity of a tick.

use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

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
/// | 32 | place within the nanosecond: each cycle has the next 2^20, or more if one of its bursts is longer |
/// | 10 | channel |
/// | 18 | the run: random in real time, so that two processes hardly ever agree; zero in a simulated run |
///
/// A nanosecond that is full, after 2^12 cycles at one instant, goes on in the next one: then ids run some nanoseconds
/// ahead of the engine time, but still none comes twice and all sort.
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
const CHANNEL_BITS: u32 = 10;
const PLACE_BITS: u32 = 32;
const NANO_BITS: u32 = 20;

/// How many places a cycle has at least.
const PLACES_OF_A_CYCLE: usize = 1 << 20;

/// The part of an id that tells runs apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunId(u32);

impl RunId {
    /// The run number of every simulated run.
    pub const SIMULATED: Self = Self(0);

    /// A new random run number, never that of a simulated run. The numbers of one process differ.
    pub fn random() -> Self {
        use std::hash::{BuildHasher, RandomState};
        static FIRST: OnceLock<u32> = OnceLock::new();
        static COUNT: AtomicU32 = AtomicU32::new(0);
        const RUNS: u32 = (1 << RUN_BITS) - 1;
        // The standard library seeds each `RandomState` from the system's random source.
        let random = || RandomState::new().hash_one(std::process::id());
        let first = *FIRST.get_or_init(|| u32::try_from(random() % u64::from(RUNS)).unwrap_or(0));
        let count = COUNT.fetch_add(1, Ordering::Relaxed) % RUNS;
        Self((first + count) % RUNS + 1)
    }
}

/// Where the ids of one cycle begin: a count of nanoseconds, with the places within them below.
///
/// A cycle begins with its nanosecond, or where the cycle before it ends if that is later. So the ids of a run ascend,
/// however many cycles fall on one instant and however long bursts are. Times before the epoch count as the epoch.
#[derive(Debug)]
pub(crate) struct IdPlaces {
    begin: u128,
    end: u128,
    /// How many places one tick takes: a thousand channels share one.
    width: usize,
}

impl IdPlaces {
    /// The places of a run over so many channels.
    pub(crate) fn new(channels: usize) -> Self {
        Self { begin: 0, end: 0, width: channels.div_ceil(1 << CHANNEL_BITS).max(1) }
    }

    /// Begins a cycle.
    pub(crate) fn begin_cycle(&mut self, now: Timestamp) {
        self.begin = first_place(now).max(self.end);
        self.end = self.begin + PLACES_OF_A_CYCLE as u128;
    }

    /// Takes note of a burst of so many ticks, which may need more places than a cycle has.
    pub(crate) fn reserve(&mut self, ticks: usize) {
        self.end = self.end.max(self.begin + (ticks * self.width) as u128);
    }

    /// The id of the tick at `position` of the burst on channel number `channel`.
    pub(crate) fn id(&self, run: RunId, channel: usize, position: usize) -> TickId {
        let place = self.begin + (position * self.width + (channel >> CHANNEL_BITS)) as u128;
        TickId::engine(run, place, channel)
    }
}

/// The first place of the nanosecond `time`.
fn first_place(time: Timestamp) -> u128 {
    u128::try_from(time.as_nanos()).unwrap_or(0) << PLACE_BITS
}

impl TickId {
    /// An id that no tick has, for where none is looked at.
    pub(crate) const NONE: Self = Self(Repr::Engine(0));

    fn engine(run: RunId, place: u128, channel: usize) -> Self {
        let nanos = place >> PLACE_BITS;
        let bits = ((nanos / 1_000_000) << NANO_BITS) | (nanos % 1_000_000);
        let bits = (bits << PLACE_BITS) | (place & ((1 << PLACE_BITS) - 1));
        let bits = (bits << CHANNEL_BITS) | (channel as u128 & ((1 << CHANNEL_BITS) - 1));
        Self(Repr::Engine((bits << RUN_BITS) | u128::from(run.0)))
    }

    /// An id that a client gave. Ids of the same text are equal, also one that an engine made.
    pub fn client(id: &str) -> Self {
        Self(engine_bits(id).map_or_else(|| Repr::Client(id.into()), Repr::Engine))
    }
}

/// The bits of a text as an engine writes it.
fn engine_bits(text: &str) -> Option<u128> {
    if text.len() != 26 || text.as_bytes()[0] > b'7' {
        return None;
    }
    text.bytes().try_fold(0_u128, |bits, byte| Some(bits << 5 | ALPHABET.iter().position(|digit| *digit == byte)? as u128))
}

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl TickId {
    /// Calls `read` with the id as text.
    pub(crate) fn with_text<T>(&self, read: impl FnOnce(&str) -> T) -> T {
        match &self.0 {
            Repr::Client(id) => read(id),
            Repr::Engine(bits) => {
                let (mut text, mut bits) = ([0_u8; 26], *bits);
                for byte in text.iter_mut().rev() {
                    *byte = ALPHABET[bits as usize & 31];
                    bits >>= 5;
                }
                read(std::str::from_utf8(&text).unwrap_or_default())
            }
        }
    }
}

impl fmt::Display for TickId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.with_text(|text| f.write_str(text))
    }
}

impl fmt::Debug for TickId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TickId {
    /// Appends it as JSON.
    pub(crate) fn write_json(&self, out: &mut Vec<u8>) {
        self.with_text(|text| match &self.0 {
            Repr::Engine(_) => {
                out.push(b'"');
                out.extend_from_slice(text.as_bytes());
                out.push(b'"');
            }
            // A client's may have what has to be escaped. Writing to memory cannot fail, nor can a text be no JSON.
            Repr::Client(_) => drop(serde_json::to_writer(out, text)),
        });
    }
}

impl Serialize for TickId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.with_text(|text| serializer.serialize_str(text))
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
        // The count goes round after 2^32 values, which do not come within one nanosecond.
        TickId::engine(self.run, first_place(time) + u128::from(count), 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    #[test]
    fn a_known_id_is_a_ulid_of_its_millisecond() {
        // 1469918176385 ms is the ULID specification's own example of a time: 01ARYZ6S41.
        let id = TickId::engine(RunId::SIMULATED, first_place(Timestamp::from_nanos(1_469_918_176_385_000_000)), 0);
        assert_eq!(id.to_string(), "01ARYZ6S410000000000000000");
    }

    #[test]
    fn the_runs_of_a_process_differ_and_none_is_a_simulated_one() {
        let runs: HashSet<u32> = (0..100).map(|_| RunId::random().0).collect();
        assert_eq!(runs.len(), 100);
        assert!(!runs.contains(&RunId::SIMULATED.0));
    }

    #[test]
    fn a_full_nanosecond_goes_on_in_the_next() {
        let mut places = IdPlaces::new(1);
        let id = |places: &mut IdPlaces, nanos| {
            places.begin_cycle(Timestamp::from_nanos(nanos));
            places.id(RunId::SIMULATED, 0, 0)
        };
        let of_next = {
            let mut places = IdPlaces::new(1);
            id(&mut places, 7)
        };
        let ids: Vec<TickId> = (0..=1 << 12).map(|_| id(&mut places, 6)).collect();
        assert!(ids.is_sorted_by(|a, b| a < b));
        assert_eq!(ids.last(), Some(&of_next), "2^12 cycles fill it");
        assert!(id(&mut places, 7) > of_next, "what is taken is not given again");
    }

    /// A cycle: how many nanoseconds it comes after the one before, and how long the burst of each channel is.
    fn cycles(channels: usize) -> impl Strategy<Value = Vec<(i64, Vec<usize>)>> {
        let step = prop_oneof![3 => Just(0_i64), 1 => 1_i64..3, 1 => 1_i64..1 << 50];
        let burst = prop_oneof![8 => 0_usize..3, 2 => PLACES_OF_A_CYCLE - 2..PLACES_OF_A_CYCLE + 3, 1 => 0_usize..1 << 36];
        prop::collection::vec((step, prop::collection::vec(burst, channels)), 1..8)
    }

    proptest! {
        /// Both for a few channels, and as if these were the outermost of more than an id has bits for.
        #[test]
        fn ids_are_unique_and_those_of_a_channel_ascend(cycles in cycles(3), wide in any::<bool>(), start in -5_i64..5) {
            let numbers = if wide { [0, 1024, 2047] } else { [0, 1, 2] };
            let mut places = IdPlaces::new(if wide { 2048 } else { 3 });
            let mut now = Timestamp::from_nanos(start);
            let mut of_channels: [Vec<TickId>; 3] = Default::default();
            for (step, bursts) in cycles {
                now = Timestamp::from_nanos(now.as_nanos() + step);
                places.begin_cycle(now);
                for (place, ticks) in bursts.into_iter().enumerate() {
                    // Of a long burst the ends suffice.
                    let positions = (0..ticks.min(3)).chain(ticks.saturating_sub(3).max(3)..ticks);
                    of_channels[place].extend(positions.map(|position| places.id(RunId::SIMULATED, numbers[place], position)));
                    places.reserve(ticks);
                }
            }
            for ids in &of_channels {
                prop_assert!(ids.is_sorted_by(|a, b| a < b));
            }
            let count: usize = of_channels.iter().map(Vec::len).sum();
            let all: HashSet<TickId> = of_channels.into_iter().flatten().collect();
            prop_assert_eq!(all.len(), count);
        }

        #[test]
        fn text_sorts_as_ids_do(a in any::<(u64, u32, u8)>(), b in any::<(u64, u32, u8)>()) {
            let id = |(nanos, place, channel): (u64, u32, u8)| {
                TickId::engine(RunId::SIMULATED, (u128::from(nanos >> 1) << PLACE_BITS) + u128::from(place), channel.into())
            };
            let (x, y) = (id(a), id(b));
            let key = |(nanos, place, channel): (u64, u32, u8)| (nanos >> 1, place, channel);
            prop_assert_eq!(key(a).cmp(&key(b)), x.to_string().cmp(&y.to_string()));
            prop_assert_eq!(key(a).cmp(&key(b)), x.cmp(&y));
        }
    }
}

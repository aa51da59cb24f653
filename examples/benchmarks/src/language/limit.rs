//! The limit: the same done by hand, with the same containers.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::hint::black_box;

use super::{ALARMS, key_of, keys};
use crate::workload::Outcome;

/// A sum for each of a thousand keys.
#[must_use]
pub fn basket1000(cycles: u64) -> Outcome {
    let keys = keys();
    let mut sums: HashMap<String, u64, foldhash::fast::RandomState> = HashMap::default();
    let mut sink = Outcome::default();
    for n in 1..=cycles {
        let (key, value) = black_box((keys[key_of(n)].clone(), n));
        let sum = match sums.get_mut(&key) {
            Some(sum) => sum,
            None => sums.entry(key).or_default(),
        };
        *sum += value;
        sink.record(black_box(*sum));
    }
    sink
}

/// A hundred thousand pending alarms in a heap.
///
/// # Panics
/// Never: the heap is never empty.
#[must_use]
pub fn alarms100k(cycles: u64) -> Outcome {
    let mut pending: BinaryHeap<Reverse<(u64, u64)>> = (0..ALARMS).map(|place| Reverse((place + 1, place))).collect();
    let mut sink = Outcome::default();
    for _ in 0..cycles {
        let Reverse((time, place)) = pending.pop().expect("as many as before");
        pending.push(Reverse((time + ALARMS, place)));
        sink.record(black_box(place));
    }
    sink
}

/// A task for each value, which is waited for.
///
/// # Panics
/// The runtime cannot be made.
#[must_use]
pub fn async_hop(cycles: u64) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime without I/O");
    let mut sink = Outcome::default();
    for n in 1..=cycles {
        let x = black_box(n);
        let result = runtime.block_on(async move { tokio::spawn(async move { black_box(x + 1) }).await });
        sink.record(result.expect("the task does not panic"));
    }
    sink
}

//! What the systems are asked to do, and the pieces they share.
//!
//! # Rules
//!
//! One cycle is one instant of simulated time. **Every value a node publishes
//! passes through [`std::hint::black_box`]**, in every system alike, so that no
//! compiler folds two nodes into one. Where a node comes with an engine and
//! cannot be given a fence (a merge, a channel), its one reader puts it round
//! the value it receives. A sink publishes nothing: it counts and sums what
//! reaches it in an [`Outcome`], which is not fenced.
//!
//! # Workloads
//!
//! | name | graph | value at the sink in cycle `n` = 1, 2, 3, … |
//! |---|---|---|
//! | `chain100` | source counting from 1, 100 nodes `x + 1`, sink | `n + 100` |
//! | `fan10x10` | source, 10 parallel chains of 10 identity nodes, a merge that publishes the first that ticked, sink | `n` |
//! | `diamond::<D>` | source, pass-through, `D` nodes each reading its input twice and adding, sink | `n · 2^D` |
//! | `sparse_hot` | source; one chain of 10 nodes `x + 1` on it; a gate on the source that never opens and 99 such chains behind it; everything merged; sink. 14 nodes at work: source, gate, 10, merge, sink | `n + 10` |
//! | `sparse_rot` | 100 sources, source `k` publishing `k + 1`, `k + 101`, … in the cycles of those numbers, a chain of 10 nodes `x + 1` on each; all merged, in one merge or in two levels of ten; sink. 13 or 14 nodes at work, others in each cycle | `n + 10` |
//! | `pipeline` | see [`crate::pipeline`] | profit, in the cycles that raise an alert |
//! | `burst8` | source, 8 producers publishing `x + k` (`k` = 1 … 8) on one channel in the same cycle, one consumer that sums them, sink | `8 n + 36` |

use std::ops::AddAssign;

/// Cycles of a timed run of the workloads with a hundred nodes at work.
pub const DENSE_CYCLES: u64 = 100_000;

/// Cycles of a timed run of the workloads with a handful of nodes at work.
pub const LIGHT_CYCLES: u64 = 400_000;

/// Cycles of the runs that only check that two systems agree. More than two
/// turns of `sparse_rot`, and enough trades for the pipeline to raise alerts.
pub const CHECK_CYCLES: u64 = 1_000;

/// What reached the sink of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Outcome<S = u64> {
    /// How many values reached the sink.
    pub ticks: u64,
    /// The sum of these values.
    pub sum: S,
}

impl<S: AddAssign> Outcome<S> {
    /// Counts and adds one value that reached the sink.
    #[inline]
    pub fn record(&mut self, value: S) {
        self.ticks += 1;
        self.sum += value;
    }
}

/// The splitmix64 generator's output for state `index`: a fixed scrambling of
/// the index, the same on every machine.
#[inline]
#[must_use]
pub const fn splitmix64(index: u64) -> u64 {
    let z = index.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splitmix64_gives_the_published_sequence() {
        // The generator seeded with 0 advances its state by the golden gamma
        // and scrambles it, which is the function at 0, gamma, 2 gamma, …
        let gamma = 0x9E37_79B9_7F4A_7C15_u64;
        let first: Vec<u64> = (0..3).map(|k| splitmix64(gamma.wrapping_mul(k))).collect();
        let published = [0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F];
        assert_eq!(first, published);
    }

    #[test]
    fn outcome_counts_and_sums() {
        let mut outcome = Outcome::default();
        outcome.record(3_u64);
        outcome.record(4);
        assert_eq!(outcome, Outcome { ticks: 2, sum: 7 });
    }
}

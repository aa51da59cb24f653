//! The limit: every workload as a hand-written loop with no engine. The same
//! arithmetic and the same fences as in the engines, and nothing else.

use std::hint::black_box;

use crate::pipeline::{Account, Crossover, Trade, VwapBook, raises_alert};
use crate::workload::Outcome;

/// Chains of the sparse workloads, one of which ticks in each cycle.
const CHAINS: usize = 100;

/// A statement nine times over: a loop round so little work costs more than the
/// work, and the compiler does not unroll the long ones.
macro_rules! nine_times {
    ($statement:expr) => {
        $statement;
        $statement;
        $statement;
        $statement;
        $statement;
        $statement;
        $statement;
        $statement;
        $statement;
    };
}

/// A statement ten times over.
macro_rules! ten_times {
    ($statement:expr) => {
        $statement;
        nine_times!($statement);
    };
}

/// Ten nodes `x + 1` behind one another.
#[inline]
fn ten_increments(x: u64) -> u64 {
    let mut value = x;
    ten_times!(value = black_box(value + 1));
    value
}

/// Ten identity nodes behind one another.
#[inline]
fn ten_identities(x: u64) -> u64 {
    let mut value = x;
    ten_times!(value = black_box(value));
    value
}

/// A source and a hundred nodes in one chain.
#[must_use]
pub fn chain100(cycles: u64) -> Outcome {
    let mut sink = Outcome::default();
    for n in 1..=cycles {
        let mut value = black_box(n);
        ten_times!(value = ten_increments(value));
        sink.record(value);
    }
    sink
}

/// Ten parallel chains of ten identity nodes, merged.
#[must_use]
pub fn fan10x10(cycles: u64) -> Outcome {
    let mut sink = Outcome::default();
    for n in 1..=cycles {
        let x = black_box(n);
        // All ten tick in each cycle, so the merge publishes the first.
        let first = ten_identities(x);
        nine_times!(ten_identities(x));
        sink.record(black_box(first));
    }
    sink
}

/// A stack of `D` nodes that each add their input to itself.
#[must_use]
pub fn diamond<const D: usize>(cycles: u64) -> Outcome {
    let mut sink = Outcome::default();
    for n in 1..=cycles {
        let mut value = black_box(black_box(n));
        for _ in 0..D {
            value = black_box(value + value);
        }
        sink.record(value);
    }
    sink
}

/// A thousand nodes of which always the same chain of ten ticks.
#[must_use]
pub fn sparse_hot(cycles: u64) -> Outcome {
    let mut sink = Outcome::default();
    for n in 1..=cycles {
        let x = black_box(n);
        let hot = ten_increments(x);
        // The hot chain is the first of the merge and always ticks, so what
        // the others publish is dropped there.
        if black_box(x == 0) {
            cold_chains(x);
        }
        sink.record(black_box(hot));
    }
    sink
}

#[cold]
fn cold_chains(x: u64) {
    for _ in 1..CHAINS {
        ten_increments(x);
    }
}

/// A hundred chains of ten that tick in turns.
///
/// # Panics
///
/// Never: what is left of a turn has fewer cycles than there are chains.
#[must_use]
pub fn sparse_rot(cycles: u64) -> Outcome {
    let mut sink = Outcome::default();
    let mut sources = [0; CHAINS];
    for (source, first) in sources.iter_mut().zip(1..) {
        *source = first;
    }
    let turn = CHAINS as u64;
    for _ in 0..cycles / turn {
        take_turns(&mut sources, &mut sink);
    }
    let rest = usize::try_from(cycles % turn).expect("less than a turn");
    take_turns(&mut sources[..rest], &mut sink);
    sink
}

/// A cycle of each of these sources and of the chain on it.
#[inline]
fn take_turns(sources: &mut [u64], sink: &mut Outcome) {
    for source in sources {
        let x = black_box(*source);
        *source += CHAINS as u64;
        sink.record(black_box(ten_increments(x)));
    }
}

/// Trades, averages, position, alerts.
#[must_use]
pub fn pipeline(cycles: u64) -> Outcome<f64> {
    let mut sink = Outcome::default();
    let mut book = VwapBook::default();
    let mut crossover = Crossover::default();
    let mut account = Account::default();
    for index in 0..cycles {
        let trade = black_box(Trade::at(index));
        let vwap = black_box(book.update(&trade));
        let side = black_box(crossover.update(trade.price));
        let position = black_box(account.update(side, trade.price));
        if raises_alert(&trade, vwap, &position) {
            sink.record(black_box(position.profit));
        }
    }
    sink
}

/// Eight producers on one channel, one consumer.
#[must_use]
pub fn burst8(cycles: u64) -> Outcome {
    let mut sink = Outcome::default();
    for n in 1..=cycles {
        let x = black_box(n);
        let channel: [u64; 8] = [1, 2, 3, 4, 5, 6, 7, 8].map(|k| black_box(x + k));
        let total: u64 = black_box(&channel).iter().sum();
        sink.record(black_box(total));
    }
    sink
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::CHECK_CYCLES as N;

    /// Sum of the values `factor · n + offset` for `n` = 1 … `N`.
    fn expected(factor: u64, offset: u64) -> Outcome {
        Outcome { ticks: N, sum: factor * (N * (N + 1) / 2) + offset * N }
    }

    #[test]
    fn loops_give_the_values_of_the_workloads() {
        assert_eq!(chain100(N), expected(1, 100));
        assert_eq!(fan10x10(N), expected(1, 0));
        assert_eq!(diamond::<1>(N), expected(2, 0));
        assert_eq!(diamond::<12>(N), expected(4096, 0));
        assert_eq!(sparse_hot(N), expected(1, 10));
        assert_eq!(sparse_rot(N), expected(1, 10));
        assert_eq!(burst8(N), expected(8, 36));
    }

    #[test]
    fn sparse_rot_may_stop_inside_a_turn() {
        let sum: u64 = (1..=250).map(|n| n + 10).sum();
        assert_eq!(sparse_rot(250), Outcome { ticks: 250, sum });
    }

    #[test]
    fn pipeline_raises_alerts_but_not_always() {
        let outcome = pipeline(N);
        assert!(outcome.ticks > 10 && outcome.ticks < N / 2);
        assert!(outcome.sum.abs() > 1.0);
    }
}

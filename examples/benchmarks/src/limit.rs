//! The limit: every workload as a hand-written loop with no engine. The same
//! arithmetic and the same fences as in the engines, and nothing else.

use std::hint::black_box;

use gateway_benchmark_nodes::{add, double, identity, plus_one};

use crate::pipeline::{Account, Crossover, Trade, VwapBook, raises_alert};
use crate::workload::Outcome;

/// Chains of the sparse workloads, one of which ticks in each cycle.
const CHAINS: usize = 100;

/// Ten nodes behind one another, each a value of its own as it is in the engines.
macro_rules! ten_times {
    ($node:ident of $x:ident) => {{
        let $x = $node($x);
        let $x = $node($x);
        let $x = $node($x);
        let $x = $node($x);
        let $x = $node($x);
        let $x = $node($x);
        let $x = $node($x);
        let $x = $node($x);
        let $x = $node($x);
        $node($x)
    }};
}

/// Ten nodes `x + 1` behind one another.
#[inline]
fn ten_increments(x: u64) -> u64 {
    ten_times!(plus_one of x)
}

/// Ten identity nodes behind one another.
#[inline]
fn ten_identities(x: u64) -> u64 {
    ten_times!(identity of x)
}

/// A source and a hundred nodes in one chain.
#[must_use]
pub fn chain100(cycles: u64) -> Outcome {
    let mut sink = Outcome::default();
    for n in 1..=cycles {
        let x = black_box(n);
        sink.record(ten_times!(ten_increments of x));
    }
    sink
}

/// Ten parallel chains of ten identity nodes, merged.
#[must_use]
pub fn fan10x10(cycles: u64) -> Outcome {
    let mut sink = Outcome::default();
    for n in 1..=cycles {
        let x = black_box(n);
        let chains = (
            ten_identities(x),
            ten_identities(x),
            ten_identities(x),
            ten_identities(x),
            ten_identities(x),
            ten_identities(x),
            ten_identities(x),
            ten_identities(x),
            ten_identities(x),
            ten_identities(x),
        );
        // All ten tick in each cycle, so the merge publishes the first.
        sink.record(black_box(chains.0));
    }
    sink
}

/// A stack of `D` nodes that each add their input to itself.
#[must_use]
pub fn diamond<const D: usize>(cycles: u64) -> Outcome {
    let mut sink = Outcome::default();
    for n in 1..=cycles {
        let mut value = identity(black_box(n));
        for _ in 0..D {
            value = double(value);
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

/// The code of each of these chains behind one jump: the cycle of the source at its place, and of the ten nodes on it.
macro_rules! chain_of {
    ($turn:ident of $sources:ident, $sink:ident: $($place:literal)*) => {
        match $turn {
            $($place => {
                let x = black_box($sources[$place]);
                $sources[$place] += CHAINS as u64;
                $sink.record(black_box(ten_increments(x)));
            })*
            _ => unreachable!("a turn is below the number of chains"),
        }
    };
}

/// A hundred chains of ten that tick in turns. They are different nodes, so each has its own code; whose turn it is,
/// is data.
///
/// # Panics
///
/// Never: there is a chain for each turn.
#[must_use]
pub fn sparse_rot(cycles: u64) -> Outcome {
    let mut sink = Outcome::default();
    let mut sources = [0; CHAINS];
    for (source, first) in sources.iter_mut().zip(1..) {
        *source = first;
    }
    // In one place in memory: else the compiler moves a hundred variables about.
    let sources = black_box(&mut sources);
    let mut turn = black_box(0);
    for _ in 0..cycles {
        chain_of!(turn of sources, sink:
            0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24
            25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49
            50 51 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 67 68 69 70 71 72 73 74
            75 76 77 78 79 80 81 82 83 84 85 86 87 88 89 90 91 92 93 94 95 96 97 98 99
        );
        turn = if turn + 1 == CHAINS { 0 } else { turn + 1 };
    }
    sink
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
        let channel: [u64; 8] = [1, 2, 3, 4, 5, 6, 7, 8].map(|k| add(x, k));
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

//! The workloads on wingfoil: each graph is wired once and run by two of the
//! engines wingfoil's macro derives from that wiring.

use wingfoil::{NanoTime, RunFor, RunMode};

/// The function of every workload, for the engine that the macro `$run` runs a
/// graph on.
macro_rules! workloads {
    ($run:ident) => {
        /// A source and a hundred nodes in one chain.
        #[must_use]
        pub fn chain100(cycles: u64) -> Outcome {
            $run!(dense::chain100, cycles)
        }

        /// Ten parallel chains of ten identity nodes, merged.
        #[must_use]
        pub fn fan10x10(cycles: u64) -> Outcome {
            $run!(dense::fan10x10, cycles)
        }

        /// A stack of `D` nodes that each add their input to itself.
        ///
        /// # Panics
        ///
        /// If `D` is not 1 to 12: each depth is a graph of its own.
        #[must_use]
        pub fn diamond<const D: usize>(cycles: u64) -> Outcome {
            match D {
                1 => $run!(dense::diamond1, cycles),
                2 => $run!(dense::diamond2, cycles),
                3 => $run!(dense::diamond3, cycles),
                4 => $run!(dense::diamond4, cycles),
                5 => $run!(dense::diamond5, cycles),
                6 => $run!(dense::diamond6, cycles),
                7 => $run!(dense::diamond7, cycles),
                8 => $run!(dense::diamond8, cycles),
                9 => $run!(dense::diamond9, cycles),
                10 => $run!(dense::diamond10, cycles),
                11 => $run!(dense::diamond11, cycles),
                12 => $run!(dense::diamond12, cycles),
                _ => panic!("no diamond of depth {D}"),
            }
        }

        /// A thousand nodes of which always the same chain of ten ticks.
        #[must_use]
        pub fn sparse_hot(cycles: u64) -> Outcome {
            $run!(sparse::sparse_hot, cycles)
        }

        /// A hundred chains of ten that tick in turns.
        #[must_use]
        pub fn sparse_rot(cycles: u64) -> Outcome {
            $run!(sparse::sparse_rot, cycles)
        }

        /// Trades, averages, position, alerts.
        #[must_use]
        pub fn pipeline(cycles: u64) -> Outcome<f64> {
            $run!(trading::pipeline, cycles)
        }

        /// Eight producers on one channel, one consumer.
        #[must_use]
        pub fn burst8(cycles: u64) -> Outcome {
            $run!(dense::burst8, cycles)
        }
    };
}

pub mod compiled;
mod dense;
pub mod interpreted;
pub(crate) mod nodes;
mod sparse;
mod trading;

/// Simulated time, from zero.
pub(crate) const SIMULATED: RunMode = RunMode::HistoricalFrom(NanoTime::ZERO);

/// A run of that many cycles, of which wingfoil takes no more than `u32::MAX`.
pub(crate) fn run_for(cycles: u64) -> RunFor {
    RunFor::Cycles(u32::try_from(cycles).expect("wingfoil counts cycles in 32 bits"))
}

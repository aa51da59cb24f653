//! The workloads on wingfoil's compiled engine: the whole graph expanded into
//! one function with the nodes' values and flags in its locals.

use super::{SIMULATED, dense, run_for, sparse, trading};
use crate::workload::Outcome;

/// Runs a graph on the compiled engine.
macro_rules! run {
    ($graph:path, $cycles:expr) => {{
        use $graph as graph;
        let (outcome, ..) = graph::compiled(SIMULATED, run_for($cycles)).expect("no node fails");
        outcome
    }};
}

workloads!(run);

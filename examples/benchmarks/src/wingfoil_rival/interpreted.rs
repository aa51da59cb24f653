//! The workloads on wingfoil's interpreted engine: nodes on the heap, called
//! through a vtable in the order of a list of those that have something to do.

use super::{SIMULATED, dense, run_for, sparse, trading};
use crate::workload::Outcome;

/// Builds a graph and runs it on the interpreted engine.
macro_rules! run {
    ($graph:path, $cycles:expr) => {{
        use $graph as graph;
        let (mut runner, sink, ..) = graph::interpreted();
        runner.run(SIMULATED, run_for($cycles)).expect("no node fails");
        runner.value(sink)
    }};
}

workloads!(run);

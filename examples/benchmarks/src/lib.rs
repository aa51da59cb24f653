//! Engine benchmarks.
//!
//! Every system under test is one module, and all of these modules expose the
//! same functions, one per workload, each taking a number of cycles and
//! returning what reached the sink:
//!
//! | module | system |
//! |---|---|
//! | [`limit`] | a hand-written loop, no engine: what the arithmetic itself costs |
//! | [`gateway_engine`] | ours |
//! | [`wingfoil_rival::compiled`] | wingfoil, graph compiled by its macro |
//! | [`wingfoil_rival::interpreted`] | wingfoil, graph interpreted |
//!
//! The workloads themselves are described in [`workload`]; [`language`] has those on baskets, alarms and work off the engine's
//! thread.

pub mod gateway_engine;
pub mod language;
pub mod limit;
pub mod pipeline;
#[cfg(feature = "wingfoil")]
pub mod wingfoil_rival;
pub mod workload;

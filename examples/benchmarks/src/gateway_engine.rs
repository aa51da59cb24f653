//! The workloads on our engine. Modules of a graph stand in two crates, as those of users do.

mod burst;
mod chain;
mod diamond;
mod fan;
mod sparse_hot;
mod sparse_rot;
mod trading;

pub use burst::burst8;
pub use chain::chain100;
pub use diamond::diamond;
pub use fan::fan10x10;
pub use sparse_hot::sparse_hot;
pub use sparse_rot::sparse_rot;
pub use trading::pipeline;

use gateway_runtime::{Gateway, Simulation};

/// A module that counts and sums what comes on a channel. Where that channel itself is what merges the chains, no node
/// has fenced what it merged: then the reader does.
macro_rules! ending_in {
    ($module:ident of $set:ident, $channel:ident) => {
        ending_in!($module of $set, $channel, std::convert::identity);
    };
    ($module:ident of $set:ident, merging $channel:ident) => {
        ending_in!($module of $set, $channel, std::hint::black_box);
    };
    ($module:ident of $set:ident, $channel:ident, $fence:path) => {
        /// Counts and sums what reaches the end.
        #[gateway_runtime::module]
        #[derive(Debug, Default)]
        pub struct $module {
            #[state]
            outcome: Outcome,
        }

        #[gateway_runtime::module(channels = $set)]
        impl $module {
            #[node]
            fn record(&mut self, $channel: &u64) {
                self.outcome.record($fence(*$channel));
            }
        }
    };
}
use ending_in;

/// Runs a gateway until its sources are exhausted.
fn run<A: Gateway>(app: A) -> A {
    let simulation = Simulation::new(app).expect("all modules are on");
    simulation.run().expect("no module can fail to start").app
}

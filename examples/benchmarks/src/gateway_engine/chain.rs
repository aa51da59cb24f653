//! `chain100`.

use gateway_benchmark_nodes::chain::{Chain, Source, Stage0, Stage1, Stage2, Stage3, Stage4};
use gateway_benchmark_nodes::{Count, plus_one, stage};
use gateway_runtime::prelude::*;

use super::{ending_in, run};
use crate::workload::Outcome;

stage!(Stage5 of Chain, plus_one { c51: c50 -> c51, c52: c51 -> c52, c53: c52 -> c53, c54: c53 -> c54, c55: c54 -> c55, c56: c55 -> c56, c57: c56 -> c57, c58: c57 -> c58, c59: c58 -> c59, c60: c59 -> c60 });
stage!(Stage6 of Chain, plus_one { c61: c60 -> c61, c62: c61 -> c62, c63: c62 -> c63, c64: c63 -> c64, c65: c64 -> c65, c66: c65 -> c66, c67: c66 -> c67, c68: c67 -> c68, c69: c68 -> c69, c70: c69 -> c70 });
stage!(Stage7 of Chain, plus_one { c71: c70 -> c71, c72: c71 -> c72, c73: c72 -> c73, c74: c73 -> c74, c75: c74 -> c75, c76: c75 -> c76, c77: c76 -> c77, c78: c77 -> c78, c79: c78 -> c79, c80: c79 -> c80 });
stage!(Stage8 of Chain, plus_one { c81: c80 -> c81, c82: c81 -> c82, c83: c82 -> c83, c84: c83 -> c84, c85: c84 -> c85, c86: c85 -> c86, c87: c86 -> c87, c88: c87 -> c88, c89: c88 -> c89, c90: c89 -> c90 });
stage!(Stage9 of Chain, plus_one { c91: c90 -> c91, c92: c91 -> c92, c93: c92 -> c93, c94: c93 -> c94, c95: c94 -> c95, c96: c95 -> c96, c97: c96 -> c97, c98: c97 -> c98, c99: c98 -> c99, c100: c99 -> c100 });
ending_in!(Sink of Chain, c100);

/// A source and a hundred nodes in one chain.
#[gateway(channels = Chain)]
pub struct App {
    source: Source,
    stage0: Stage0,
    stage1: Stage1,
    stage2: Stage2,
    stage3: Stage3,
    stage4: Stage4,
    stage5: Stage5,
    stage6: Stage6,
    stage7: Stage7,
    stage8: Stage8,
    stage9: Stage9,
    sink: Sink,
}

/// Runs it.
#[must_use]
pub fn chain100(cycles: u64) -> Outcome {
    let app = App {
        source: Source { count: Count::new(1, 1, cycles) },
        stage0: Stage0::default(),
        stage1: Stage1::default(),
        stage2: Stage2::default(),
        stage3: Stage3::default(),
        stage4: Stage4::default(),
        stage5: Stage5::default(),
        stage6: Stage6::default(),
        stage7: Stage7::default(),
        stage8: Stage8::default(),
        stage9: Stage9::default(),
        sink: Sink::default(),
    };
    run(app).sink.outcome
}

//! `fan10x10`.

use std::hint::black_box;

use gateway_benchmark_nodes::fan::{ChainA, ChainB, ChainC, ChainD, ChainE, Fan, Source};
use gateway_benchmark_nodes::{Count, identity, stage};
use gateway_runtime::prelude::*;

use super::{ending_in, run};
use crate::workload::Outcome;

stage!(ChainF of Fan, identity { f1: x -> f1, f2: f1 -> f2, f3: f2 -> f3, f4: f3 -> f4, f5: f4 -> f5, f6: f5 -> f6, f7: f6 -> f7, f8: f7 -> f8, f9: f8 -> f9, f10: f9 -> f10 });
stage!(ChainG of Fan, identity { g1: x -> g1, g2: g1 -> g2, g3: g2 -> g3, g4: g3 -> g4, g5: g4 -> g5, g6: g5 -> g6, g7: g6 -> g7, g8: g7 -> g8, g9: g8 -> g9, g10: g9 -> g10 });
stage!(ChainH of Fan, identity { h1: x -> h1, h2: h1 -> h2, h3: h2 -> h3, h4: h3 -> h4, h5: h4 -> h5, h6: h5 -> h6, h7: h6 -> h7, h8: h7 -> h8, h9: h8 -> h9, h10: h9 -> h10 });
stage!(ChainI of Fan, identity { i1: x -> i1, i2: i1 -> i2, i3: i2 -> i3, i4: i3 -> i4, i5: i4 -> i5, i6: i5 -> i6, i7: i6 -> i7, i8: i7 -> i8, i9: i8 -> i9, i10: i9 -> i10 });
stage!(ChainJ of Fan, identity { j1: x -> j1, j2: j1 -> j2, j3: j2 -> j3, j4: j3 -> j4, j5: j4 -> j5, j6: j5 -> j6, j7: j6 -> j7, j8: j7 -> j8, j9: j8 -> j9, j10: j9 -> j10 });

/// Publishes the first that ticked.
#[module]
#[derive(Debug, Default)]
pub struct Merge {}

#[module(channels = Fan)]
impl Merge {
    #[node(publish(merged))]
    #[expect(clippy::too_many_arguments, reason = "one for each chain")]
    fn first(
        &mut self,
        a10: Option<&u64>,
        b10: Option<&u64>,
        c10: Option<&u64>,
        d10: Option<&u64>,
        e10: Option<&u64>,
        f10: Option<&u64>,
        g10: Option<&u64>,
        h10: Option<&u64>,
        i10: Option<&u64>,
        j10: Option<&u64>,
    ) -> Option<u64> {
        let first = a10.or(b10).or(c10).or(d10).or(e10).or(f10).or(g10).or(h10).or(i10).or(j10);
        first.map(|first| black_box(*first))
    }
}

ending_in!(Sink of Fan, merged);

/// Ten parallel chains of ten identity nodes, merged.
#[gateway(channels = Fan)]
pub struct App {
    source: Source,
    chain_a: ChainA,
    chain_b: ChainB,
    chain_c: ChainC,
    chain_d: ChainD,
    chain_e: ChainE,
    chain_f: ChainF,
    chain_g: ChainG,
    chain_h: ChainH,
    chain_i: ChainI,
    chain_j: ChainJ,
    merge: Merge,
    sink: Sink,
}

/// Runs it.
#[must_use]
pub fn fan10x10(cycles: u64) -> Outcome {
    let app = App {
        source: Source { count: Count::new(1, 1, cycles) },
        chain_a: ChainA::default(),
        chain_b: ChainB::default(),
        chain_c: ChainC::default(),
        chain_d: ChainD::default(),
        chain_e: ChainE::default(),
        chain_f: ChainF::default(),
        chain_g: ChainG::default(),
        chain_h: ChainH::default(),
        chain_i: ChainI::default(),
        chain_j: ChainJ::default(),
        merge: Merge::default(),
        sink: Sink::default(),
    };
    run(app).sink.outcome
}

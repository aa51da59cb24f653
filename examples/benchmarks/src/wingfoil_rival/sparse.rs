//! The graphs of a thousand nodes in which few tick.
//!
//! Two things keep the time these take to compile within bounds, and neither
//! changes what runs: the chains are made of a custom operation, whose types
//! are given, where each closure would have its types inferred against all the
//! others; and each graph has a second output, for which the macro leaves out
//! the form of the graph that would be a node of another graph.

use std::hint::black_box;

use wingfoil::prelude::*;

#[allow(clippy::wildcard_imports, reason = "the graphs need what wingfoil's macro generated beside each node")]
use super::nodes::*;
use crate::workload::Outcome;

wingfoil::nitro! {
    pub fn sparse_hot(g: &GraphBuilder) -> (Stream<Outcome>, Stream<u64>) {
        let source = g.counter();
        let hot = source
            .increment().increment().increment().increment().increment()
            .increment().increment().increment().increment().increment();
        let gate = source.filter_value(|x: &u64| black_box(*x == 0));
        let cold = gate.fan(99, |s| s
            .increment().increment().increment().increment().increment()
            .increment().increment().increment().increment().increment());
        let merged = hot.merge(&cold);
        let sink = merged.fold(Outcome::default(), |sink: &mut Outcome, x: &u64| {
            sink.record(black_box(*x));
        });
        (sink, merged)
    }
}

/// Wires `sparse_rot` from the names of its merges, and for each of these the
/// names and places of the ten chains it merges; the macro of wingfoil only
/// takes wiring that is written out. One merge of all hundred would cost the
/// interpreted engine some nanoseconds less, but the compiled one half as much
/// again.
macro_rules! rotation {
    (
        [$first_merge:ident $(, $other_merge:ident)+]
        $(
            $merge:ident =
            $first:ident $first_place:literal
            $(, $chain:ident $place:literal)+;
        )+
    ) => {
        wingfoil::nitro! {
            pub fn sparse_rot(g: &GraphBuilder) -> (Stream<Outcome>, Stream<u64>) {
                $(
                    let $first = g.turn($first_place)
                        .increment().increment().increment().increment().increment()
                        .increment().increment().increment().increment().increment();
                    $(
                        let $chain = g.turn($place)
                            .increment().increment().increment().increment().increment()
                            .increment().increment().increment().increment().increment();
                    )+
                    let $merge = $first.merge_all(&[$(&$chain),+]);
                )+
                let merged = $first_merge.merge_all(&[$(&$other_merge),+]);
                let sink = merged.fold(Outcome::default(), |sink: &mut Outcome, x: &u64| {
                    sink.record(black_box(*x));
                });
                (sink, merged)
            }
        }
    };
}

rotation!(
    [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9]
    m0 = c00 0, c01 1, c02 2, c03 3, c04 4, c05 5, c06 6, c07 7, c08 8, c09 9;
    m1 = c10 10, c11 11, c12 12, c13 13, c14 14, c15 15, c16 16, c17 17, c18 18, c19 19;
    m2 = c20 20, c21 21, c22 22, c23 23, c24 24, c25 25, c26 26, c27 27, c28 28, c29 29;
    m3 = c30 30, c31 31, c32 32, c33 33, c34 34, c35 35, c36 36, c37 37, c38 38, c39 39;
    m4 = c40 40, c41 41, c42 42, c43 43, c44 44, c45 45, c46 46, c47 47, c48 48, c49 49;
    m5 = c50 50, c51 51, c52 52, c53 53, c54 54, c55 55, c56 56, c57 57, c58 58, c59 59;
    m6 = c60 60, c61 61, c62 62, c63 63, c64 64, c65 65, c66 66, c67 67, c68 68, c69 69;
    m7 = c70 70, c71 71, c72 72, c73 73, c74 74, c75 75, c76 76, c77 77, c78 78, c79 79;
    m8 = c80 80, c81 81, c82 82, c83 83, c84 84, c85 85, c86 86, c87 87, c88 88, c89 89;
    m9 = c90 90, c91 91, c92 92, c93 93, c94 94, c95 95, c96 96, c97 97, c98 98, c99 99;
);

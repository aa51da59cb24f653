//! The graphs in which every node ticks in every cycle.

use std::hint::black_box;

use gateway_benchmark_nodes::{add, identity, plus_one};
use wingfoil::prelude::*;

#[allow(clippy::wildcard_imports, reason = "the graphs need what wingfoil's macro generated beside each node")]
use super::nodes::*;
use crate::workload::Outcome;

wingfoil::nitro! {
    pub fn chain100(g: &GraphBuilder) -> Stream<Outcome> {
        let end = g.counter().map_n(100, |x: &u64| plus_one(*x));
        let sink = end.fold(Outcome::default(), |sink: &mut Outcome, x: &u64| sink.record(*x));
        sink
    }
}

wingfoil::nitro! {
    pub fn fan10x10(g: &GraphBuilder) -> Stream<Outcome> {
        let merged = g.counter().fan(10, |s| s.map_n(10, |x: &u64| identity(*x)));
        let sink = merged.fold(Outcome::default(), |sink: &mut Outcome, x: &u64| {
            sink.record(black_box(*x));
        });
        sink
    }
}

wingfoil::nitro! {
    pub fn burst8(g: &GraphBuilder) -> Stream<Outcome> {
        let source = g.counter();
        let p1 = source.map(|x: &u64| add(*x, 1));
        let p2 = source.map(|x: &u64| add(*x, 2));
        let p3 = source.map(|x: &u64| add(*x, 3));
        let p4 = source.map(|x: &u64| add(*x, 4));
        let p5 = source.map(|x: &u64| add(*x, 5));
        let p6 = source.map(|x: &u64| add(*x, 6));
        let p7 = source.map(|x: &u64| add(*x, 7));
        let p8 = source.map(|x: &u64| add(*x, 8));
        let channel = g.combine(&[p1, p2, p3, p4, p5, p6, p7, p8]);
        let total = channel.map(|burst: &Burst<u64>| {
            black_box(black_box(burst).iter().sum::<u64>())
        });
        let sink = total.fold(Outcome::default(), |sink: &mut Outcome, x: &u64| sink.record(*x));
        sink
    }
}

/// Wires one `diamond`: its name, the pass-through and the last level, and the
/// levels as pairs of names, since the macro of wingfoil only takes wiring
/// that is written out.
macro_rules! diamond {
    ($name:ident, $pass:ident .. $last:ident, $($from:ident $to:ident),+) => {
        wingfoil::nitro! {
            pub fn $name(g: &GraphBuilder) -> Stream<Outcome> {
                let $pass = g.counter().map(|x: &u64| identity(*x));
                $(let $to = $from.join(&$from, |a: &u64, b: &u64| add(*a, *b));)+
                let sink = $last.fold(Outcome::default(), |sink: &mut Outcome, x: &u64| {
                    sink.record(*x);
                });
                sink
            }
        }
    };
}

diamond!(diamond1, a .. b, a b);
diamond!(diamond2, a .. c, a b, b c);
diamond!(diamond3, a .. d, a b, b c, c d);
diamond!(diamond4, a .. e, a b, b c, c d, d e);
diamond!(diamond5, a .. f, a b, b c, c d, d e, e f);
diamond!(diamond6, a .. h, a b, b c, c d, d e, e f, f h);
diamond!(diamond7, a .. i, a b, b c, c d, d e, e f, f h, h i);
diamond!(diamond8, a .. j, a b, b c, c d, d e, e f, f h, h i, i j);
diamond!(diamond9, a .. k, a b, b c, c d, d e, e f, f h, h i, i j, j k);
diamond!(diamond10, a .. l, a b, b c, c d, d e, e f, f h, h i, i j, j k, k l);
diamond!(diamond11, a .. m, a b, b c, c d, d e, e f, f h, h i, i j, j k, k l, l m);
diamond!(diamond12, a .. n, a b, b c, c d, d e, e f, f h, h i, i j, j k, k l, l m, m n);

//! `fan10x10`: the channels, the source and the first five chains.

use gateway_runtime::prelude::*;

use crate::{count_source, identity, stage};

/// The channels of ten parallel chains.
#[channels]
#[derive(Debug)]
pub struct Fan {
    /// Values.
    pub x: Channel<u64>,
    /// Values.
    pub a1: Channel<u64>,
    /// Values.
    pub a2: Channel<u64>,
    /// Values.
    pub a3: Channel<u64>,
    /// Values.
    pub a4: Channel<u64>,
    /// Values.
    pub a5: Channel<u64>,
    /// Values.
    pub a6: Channel<u64>,
    /// Values.
    pub a7: Channel<u64>,
    /// Values.
    pub a8: Channel<u64>,
    /// Values.
    pub a9: Channel<u64>,
    /// Values.
    pub a10: Channel<u64>,
    /// Values.
    pub b1: Channel<u64>,
    /// Values.
    pub b2: Channel<u64>,
    /// Values.
    pub b3: Channel<u64>,
    /// Values.
    pub b4: Channel<u64>,
    /// Values.
    pub b5: Channel<u64>,
    /// Values.
    pub b6: Channel<u64>,
    /// Values.
    pub b7: Channel<u64>,
    /// Values.
    pub b8: Channel<u64>,
    /// Values.
    pub b9: Channel<u64>,
    /// Values.
    pub b10: Channel<u64>,
    /// Values.
    pub c1: Channel<u64>,
    /// Values.
    pub c2: Channel<u64>,
    /// Values.
    pub c3: Channel<u64>,
    /// Values.
    pub c4: Channel<u64>,
    /// Values.
    pub c5: Channel<u64>,
    /// Values.
    pub c6: Channel<u64>,
    /// Values.
    pub c7: Channel<u64>,
    /// Values.
    pub c8: Channel<u64>,
    /// Values.
    pub c9: Channel<u64>,
    /// Values.
    pub c10: Channel<u64>,
    /// Values.
    pub d1: Channel<u64>,
    /// Values.
    pub d2: Channel<u64>,
    /// Values.
    pub d3: Channel<u64>,
    /// Values.
    pub d4: Channel<u64>,
    /// Values.
    pub d5: Channel<u64>,
    /// Values.
    pub d6: Channel<u64>,
    /// Values.
    pub d7: Channel<u64>,
    /// Values.
    pub d8: Channel<u64>,
    /// Values.
    pub d9: Channel<u64>,
    /// Values.
    pub d10: Channel<u64>,
    /// Values.
    pub e1: Channel<u64>,
    /// Values.
    pub e2: Channel<u64>,
    /// Values.
    pub e3: Channel<u64>,
    /// Values.
    pub e4: Channel<u64>,
    /// Values.
    pub e5: Channel<u64>,
    /// Values.
    pub e6: Channel<u64>,
    /// Values.
    pub e7: Channel<u64>,
    /// Values.
    pub e8: Channel<u64>,
    /// Values.
    pub e9: Channel<u64>,
    /// Values.
    pub e10: Channel<u64>,
    /// Values.
    pub f1: Channel<u64>,
    /// Values.
    pub f2: Channel<u64>,
    /// Values.
    pub f3: Channel<u64>,
    /// Values.
    pub f4: Channel<u64>,
    /// Values.
    pub f5: Channel<u64>,
    /// Values.
    pub f6: Channel<u64>,
    /// Values.
    pub f7: Channel<u64>,
    /// Values.
    pub f8: Channel<u64>,
    /// Values.
    pub f9: Channel<u64>,
    /// Values.
    pub f10: Channel<u64>,
    /// Values.
    pub g1: Channel<u64>,
    /// Values.
    pub g2: Channel<u64>,
    /// Values.
    pub g3: Channel<u64>,
    /// Values.
    pub g4: Channel<u64>,
    /// Values.
    pub g5: Channel<u64>,
    /// Values.
    pub g6: Channel<u64>,
    /// Values.
    pub g7: Channel<u64>,
    /// Values.
    pub g8: Channel<u64>,
    /// Values.
    pub g9: Channel<u64>,
    /// Values.
    pub g10: Channel<u64>,
    /// Values.
    pub h1: Channel<u64>,
    /// Values.
    pub h2: Channel<u64>,
    /// Values.
    pub h3: Channel<u64>,
    /// Values.
    pub h4: Channel<u64>,
    /// Values.
    pub h5: Channel<u64>,
    /// Values.
    pub h6: Channel<u64>,
    /// Values.
    pub h7: Channel<u64>,
    /// Values.
    pub h8: Channel<u64>,
    /// Values.
    pub h9: Channel<u64>,
    /// Values.
    pub h10: Channel<u64>,
    /// Values.
    pub i1: Channel<u64>,
    /// Values.
    pub i2: Channel<u64>,
    /// Values.
    pub i3: Channel<u64>,
    /// Values.
    pub i4: Channel<u64>,
    /// Values.
    pub i5: Channel<u64>,
    /// Values.
    pub i6: Channel<u64>,
    /// Values.
    pub i7: Channel<u64>,
    /// Values.
    pub i8: Channel<u64>,
    /// Values.
    pub i9: Channel<u64>,
    /// Values.
    pub i10: Channel<u64>,
    /// Values.
    pub j1: Channel<u64>,
    /// Values.
    pub j2: Channel<u64>,
    /// Values.
    pub j3: Channel<u64>,
    /// Values.
    pub j4: Channel<u64>,
    /// Values.
    pub j5: Channel<u64>,
    /// Values.
    pub j6: Channel<u64>,
    /// Values.
    pub j7: Channel<u64>,
    /// Values.
    pub j8: Channel<u64>,
    /// Values.
    pub j9: Channel<u64>,
    /// Values.
    pub j10: Channel<u64>,
    /// Values.
    pub merged: Channel<u64>,
}

count_source!(Source of Fan -> x);
stage!(ChainA of Fan, identity { a1: x -> a1, a2: a1 -> a2, a3: a2 -> a3, a4: a3 -> a4, a5: a4 -> a5, a6: a5 -> a6, a7: a6 -> a7, a8: a7 -> a8, a9: a8 -> a9, a10: a9 -> a10 });
stage!(ChainB of Fan, identity { b1: x -> b1, b2: b1 -> b2, b3: b2 -> b3, b4: b3 -> b4, b5: b4 -> b5, b6: b5 -> b6, b7: b6 -> b7, b8: b7 -> b8, b9: b8 -> b9, b10: b9 -> b10 });
stage!(ChainC of Fan, identity { c1: x -> c1, c2: c1 -> c2, c3: c2 -> c3, c4: c3 -> c4, c5: c4 -> c5, c6: c5 -> c6, c7: c6 -> c7, c8: c7 -> c8, c9: c8 -> c9, c10: c9 -> c10 });
stage!(ChainD of Fan, identity { d1: x -> d1, d2: d1 -> d2, d3: d2 -> d3, d4: d3 -> d4, d5: d4 -> d5, d6: d5 -> d6, d7: d6 -> d7, d8: d7 -> d8, d9: d8 -> d9, d10: d9 -> d10 });
stage!(ChainE of Fan, identity { e1: x -> e1, e2: e1 -> e2, e3: e2 -> e3, e4: e3 -> e4, e5: e4 -> e5, e6: e5 -> e6, e7: e6 -> e7, e8: e7 -> e8, e9: e8 -> e9, e10: e9 -> e10 });

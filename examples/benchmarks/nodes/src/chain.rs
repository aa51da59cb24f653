//! `chain100`: the channels, the source and the first fifty nodes.

use gateway_runtime::prelude::*;

use crate::{count_source, plus_one, stage};

/// The channels between a hundred nodes.
#[channels]
#[derive(Debug)]
pub struct Chain {
    /// Values.
    pub c0: Channel<u64>,
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
    pub c11: Channel<u64>,
    /// Values.
    pub c12: Channel<u64>,
    /// Values.
    pub c13: Channel<u64>,
    /// Values.
    pub c14: Channel<u64>,
    /// Values.
    pub c15: Channel<u64>,
    /// Values.
    pub c16: Channel<u64>,
    /// Values.
    pub c17: Channel<u64>,
    /// Values.
    pub c18: Channel<u64>,
    /// Values.
    pub c19: Channel<u64>,
    /// Values.
    pub c20: Channel<u64>,
    /// Values.
    pub c21: Channel<u64>,
    /// Values.
    pub c22: Channel<u64>,
    /// Values.
    pub c23: Channel<u64>,
    /// Values.
    pub c24: Channel<u64>,
    /// Values.
    pub c25: Channel<u64>,
    /// Values.
    pub c26: Channel<u64>,
    /// Values.
    pub c27: Channel<u64>,
    /// Values.
    pub c28: Channel<u64>,
    /// Values.
    pub c29: Channel<u64>,
    /// Values.
    pub c30: Channel<u64>,
    /// Values.
    pub c31: Channel<u64>,
    /// Values.
    pub c32: Channel<u64>,
    /// Values.
    pub c33: Channel<u64>,
    /// Values.
    pub c34: Channel<u64>,
    /// Values.
    pub c35: Channel<u64>,
    /// Values.
    pub c36: Channel<u64>,
    /// Values.
    pub c37: Channel<u64>,
    /// Values.
    pub c38: Channel<u64>,
    /// Values.
    pub c39: Channel<u64>,
    /// Values.
    pub c40: Channel<u64>,
    /// Values.
    pub c41: Channel<u64>,
    /// Values.
    pub c42: Channel<u64>,
    /// Values.
    pub c43: Channel<u64>,
    /// Values.
    pub c44: Channel<u64>,
    /// Values.
    pub c45: Channel<u64>,
    /// Values.
    pub c46: Channel<u64>,
    /// Values.
    pub c47: Channel<u64>,
    /// Values.
    pub c48: Channel<u64>,
    /// Values.
    pub c49: Channel<u64>,
    /// Values.
    pub c50: Channel<u64>,
    /// Values.
    pub c51: Channel<u64>,
    /// Values.
    pub c52: Channel<u64>,
    /// Values.
    pub c53: Channel<u64>,
    /// Values.
    pub c54: Channel<u64>,
    /// Values.
    pub c55: Channel<u64>,
    /// Values.
    pub c56: Channel<u64>,
    /// Values.
    pub c57: Channel<u64>,
    /// Values.
    pub c58: Channel<u64>,
    /// Values.
    pub c59: Channel<u64>,
    /// Values.
    pub c60: Channel<u64>,
    /// Values.
    pub c61: Channel<u64>,
    /// Values.
    pub c62: Channel<u64>,
    /// Values.
    pub c63: Channel<u64>,
    /// Values.
    pub c64: Channel<u64>,
    /// Values.
    pub c65: Channel<u64>,
    /// Values.
    pub c66: Channel<u64>,
    /// Values.
    pub c67: Channel<u64>,
    /// Values.
    pub c68: Channel<u64>,
    /// Values.
    pub c69: Channel<u64>,
    /// Values.
    pub c70: Channel<u64>,
    /// Values.
    pub c71: Channel<u64>,
    /// Values.
    pub c72: Channel<u64>,
    /// Values.
    pub c73: Channel<u64>,
    /// Values.
    pub c74: Channel<u64>,
    /// Values.
    pub c75: Channel<u64>,
    /// Values.
    pub c76: Channel<u64>,
    /// Values.
    pub c77: Channel<u64>,
    /// Values.
    pub c78: Channel<u64>,
    /// Values.
    pub c79: Channel<u64>,
    /// Values.
    pub c80: Channel<u64>,
    /// Values.
    pub c81: Channel<u64>,
    /// Values.
    pub c82: Channel<u64>,
    /// Values.
    pub c83: Channel<u64>,
    /// Values.
    pub c84: Channel<u64>,
    /// Values.
    pub c85: Channel<u64>,
    /// Values.
    pub c86: Channel<u64>,
    /// Values.
    pub c87: Channel<u64>,
    /// Values.
    pub c88: Channel<u64>,
    /// Values.
    pub c89: Channel<u64>,
    /// Values.
    pub c90: Channel<u64>,
    /// Values.
    pub c91: Channel<u64>,
    /// Values.
    pub c92: Channel<u64>,
    /// Values.
    pub c93: Channel<u64>,
    /// Values.
    pub c94: Channel<u64>,
    /// Values.
    pub c95: Channel<u64>,
    /// Values.
    pub c96: Channel<u64>,
    /// Values.
    pub c97: Channel<u64>,
    /// Values.
    pub c98: Channel<u64>,
    /// Values.
    pub c99: Channel<u64>,
    /// Values.
    pub c100: Channel<u64>,
}

count_source!(Source of Chain -> c0);
stage!(Stage0 of Chain, plus_one { c1: c0 -> c1, c2: c1 -> c2, c3: c2 -> c3, c4: c3 -> c4, c5: c4 -> c5, c6: c5 -> c6, c7: c6 -> c7, c8: c7 -> c8, c9: c8 -> c9, c10: c9 -> c10 });
stage!(Stage1 of Chain, plus_one { c11: c10 -> c11, c12: c11 -> c12, c13: c12 -> c13, c14: c13 -> c14, c15: c14 -> c15, c16: c15 -> c16, c17: c16 -> c17, c18: c17 -> c18, c19: c18 -> c19, c20: c19 -> c20 });
stage!(Stage2 of Chain, plus_one { c21: c20 -> c21, c22: c21 -> c22, c23: c22 -> c23, c24: c23 -> c24, c25: c24 -> c25, c26: c25 -> c26, c27: c26 -> c27, c28: c27 -> c28, c29: c28 -> c29, c30: c29 -> c30 });
stage!(Stage3 of Chain, plus_one { c31: c30 -> c31, c32: c31 -> c32, c33: c32 -> c33, c34: c33 -> c34, c35: c34 -> c35, c36: c35 -> c36, c37: c36 -> c37, c38: c37 -> c38, c39: c38 -> c39, c40: c39 -> c40 });
stage!(Stage4 of Chain, plus_one { c41: c40 -> c41, c42: c41 -> c42, c43: c42 -> c43, c44: c43 -> c44, c45: c44 -> c45, c46: c45 -> c46, c47: c46 -> c47, c48: c47 -> c48, c49: c48 -> c49, c50: c49 -> c50 });

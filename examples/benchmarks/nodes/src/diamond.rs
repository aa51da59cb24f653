//! `diamond`: the channels, the source and the pass-through.

use gateway_runtime::prelude::*;

use crate::{count_source, identity, stage};

/// The channels between the levels.
#[channels]
#[derive(Debug)]
pub struct Diamond {
    pub x: Channel<u64>,
    pub d0: Channel<u64>,
    pub d1: Channel<u64>,
    pub d2: Channel<u64>,
    pub d3: Channel<u64>,
    pub d4: Channel<u64>,
    pub d5: Channel<u64>,
    pub d6: Channel<u64>,
    pub d7: Channel<u64>,
    pub d8: Channel<u64>,
    pub d9: Channel<u64>,
    pub d10: Channel<u64>,
    pub d11: Channel<u64>,
    pub d12: Channel<u64>,
}

count_source!(Source of Diamond -> x);
stage!(Pass of Diamond, identity { d0: x -> d0 });

//! `burst8`: the channels, the source and the first four producers.

use gateway_runtime::prelude::*;

use crate::count_source;

/// The channels of eight producers.
#[channels]
#[derive(Debug)]
pub struct Burst {
    /// What sets the producers off.
    pub x: Channel<u64>,
    /// What they all publish.
    pub values: Channel<u64>,
    /// The sum of a burst.
    pub sums: Channel<u64>,
}

count_source!(Source of Burst -> x);

/// A module with a node that publishes `x + K`.
#[macro_export]
macro_rules! producer {
    ($module:ident $k:literal) => {
        /// Publishes `x + k`.
        #[gateway_runtime::module]
        #[derive(Debug, Default)]
        pub struct $module {}

        #[gateway_runtime::module(channels = Burst)]
        impl $module {
            #[node(publish(values))]
            fn produce(&mut self, x: &u64) -> u64 {
                $crate::add(*x, $k)
            }
        }
    };
}

producer!(Producer1 1);
producer!(Producer2 2);
producer!(Producer3 3);
producer!(Producer4 4);

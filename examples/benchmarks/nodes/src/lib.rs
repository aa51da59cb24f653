//! Channel sets, sources and the first half of the nodes of the benchmarked gateways.
//!
//! The other half is in the crate that measures them, so that every graph crosses a crate line, as those of users do.
//! A cycle is one nanosecond of simulated time.

#![allow(missing_docs, reason = "a thousand channels that differ in nothing but their names")]

pub mod burst;
pub mod chain;
pub mod diamond;
pub mod fan;
pub mod sparse_hot;
pub mod sparse_rot;
pub mod trading;

use gateway_runtime::Timestamp;

/// The values 1, 2, 3, … up to a last one, a nanosecond apart.
#[derive(Debug, Clone, Copy, Default)]
pub struct Count {
    /// The value given last.
    pub last: u64,
    /// How far to go on from one value to the next.
    pub step: u64,
    /// The largest value to give.
    pub end: u64,
}

impl Count {
    /// The values `first`, `first + step`, … up to `end`.
    #[must_use]
    pub fn new(first: u64, step: u64, end: u64) -> Self {
        Self { last: first.wrapping_sub(step), step, end }
    }

    /// The next value, and its time.
    #[inline]
    pub fn advance(&mut self) -> Option<(Timestamp, u64)> {
        let next = self.last.wrapping_add(self.step);
        if next > self.end {
            return None;
        }
        self.last = next;
        Some((Timestamp::from_nanos(next.cast_signed()), std::hint::black_box(next)))
    }
}

/// A module with one source that publishes [`Count`] on a channel.
#[macro_export]
macro_rules! count_source {
    ($module:ident of $set:ident -> $channel:ident) => {
        /// Counts.
        #[gateway_runtime::module]
        #[derive(Debug)]
        pub struct $module {
            /// The values to give.
            #[state]
            pub count: $crate::Count,
        }

        #[gateway_runtime::module(channels = $set)]
        impl $module {
            #[node(source, publish($channel))]
            fn advance(&mut self) -> Option<(gateway_runtime::Timestamp, u64)> {
                self.count.advance()
            }
        }
    };
}

/// A module of nodes that each read one channel, apply a function, and publish another channel.
#[macro_export]
macro_rules! stage {
    ($module:ident of $set:ident, $function:path { $($node:ident: $from:ident -> $to:ident),* $(,)? }) => {
        /// Some nodes of a chain.
        #[gateway_runtime::module]
        #[derive(Debug, Default)]
        pub struct $module {}

        #[gateway_runtime::module(channels = $set)]
        impl $module {
            $(#[node(publish($to))]
            fn $node(&mut self, $from: &u64) -> u64 {
                $function(*$from)
            })*
        }
    };
}

/// A node `x + 1`.
#[inline]
#[must_use]
pub fn plus_one(x: u64) -> u64 {
    std::hint::black_box(x + 1)
}

/// An identity node.
#[inline]
#[must_use]
pub fn identity(x: u64) -> u64 {
    std::hint::black_box(x)
}

/// A node that adds its input to itself.
#[inline]
#[must_use]
pub fn double(x: u64) -> u64 {
    add(x, x)
}

/// A node that adds what it reads.
#[inline]
#[must_use]
pub fn add(a: u64, b: u64) -> u64 {
    std::hint::black_box(a + b)
}

//! The standard nodes: functions to be connected inside a module.
//!
//! Each is a `#[node] fn`, as users write their own. A module connects it in a function marked `#[connect]`: the first
//! arguments are edges or channels, the others parameters, which may be settings of the module.
//!
//! ```
//! use gateway_runtime::nodes::{debounce, ema, filter, map};
//! use gateway_runtime::prelude::*;
//!
//! #[channels]
//! pub struct Bus {
//!     #[channel(send)]
//!     pub prices: Channel<f64>,
//!     pub smooth: Channel<f64>,
//!     pub cents: Channel<i64>,
//! }
//!
//! #[module]
//! pub struct Smooth {
//!     #[config(default = 0.5)]
//!     alpha: f64,
//! }
//!
//! #[module(channels = Bus)]
//! impl Smooth {
//!     #[connect]
//!     fn wiring(&self) {
//!         let positive = filter(prices, |price| *price > 0.0);
//!         smooth = ema(positive, self.alpha);
//!         let calm = debounce(positive, Duration::from_secs(1));
//!         cents = map(calm, |price: &f64| (price * 100.0) as i64);
//!     }
//! }
//!
//! #[gateway(channels = Bus)]
//! # #[allow(deprecated)] // nobody reads here
//! pub struct App {
//!     smooth: Smooth,
//! }
//!
//! let mut simulation = Simulation::new(App::from_settings([])?)?;
//! for (second, price) in [(1, 8.0), (2, -1.0), (3, 4.0)] {
//!     simulation.send_at(Timestamp::from_secs(second), Bus::prices, price);
//! }
//! let (smooth, cents) = (simulation.collect(Bus::smooth), simulation.collect(Bus::cents));
//! simulation.run()?;
//! let smooth: Vec<f64> = smooth.take().into_iter().map(Tick::into_value).collect();
//! assert_eq!(smooth, [8.0, 6.0]);
//! let cents: Vec<i64> = cents.take().into_iter().map(Tick::into_value).collect();
//! assert_eq!(cents, [800, 400]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | for | nodes |
//! |---|---|
//! | single values | [`map`], [`filter`], [`filter_map`], [`split`], [`inspect`], [`distinct`], [`unique`], [`first`], [`take`], [`skip`], [`pairwise`], [`difference`], [`delay_ticks`], [`count`], [`accumulate`], [`scan`], [`drop_nans`] |
//! | several inputs | [`merge`], [`merge_all`], [`combine`], [`zip`], [`sample`], [`gate`], [`hold`] |
//! | time | [`throttle`], [`debounce`], [`delay`], [`times`], [`elapsed`], [`rate`] |
//! | lists | [`unroll`], [`collect`], [`last`], [`within`], [`batch`], [`batch_within`] |
//! | statistics | [`sum`], [`mean`], [`variance`], [`deviation`], [`min`], [`max`], [`median`], [`quantile`], [`rank`], [`moments`], [`moments_at`], [`covariance`], [`correlation`] |
//! | averages that forget | [`ema`], [`ema_of_span`], [`ema_of_half_life`] |
//!
//! # What holds for all
//!
//! - **Bursts.** A node runs once for each tick of a burst, in its order, unless its description says otherwise.
//! - **Lists.** What gives a `Vec` gives one list as one tick, on an edge and on a `Channel<Vec<T>>`. Onto a `Channel<T>`
//!   it gives a burst.
//! - **Types.** Where the inputs do not tell the type of an edge, write it: `let larger: i64 = map(numbers, |n| n + 1);`.
//!   This is so for [`map`], [`filter_map`] and [`scan`]. A channel needs no annotation.
//! - **Statistics** take every [`Number`], and reckon with it as an `f64`. They pass over what is no finite number (`NaN` and
//!   the infinities), as if it had not ticked: it neither counts, nor takes a place in a window, nor makes the node tick.
//! - **Windows** are given as a [`Window`]: all values, the last so many, or those of the last so much time. Statistics
//!   of them tick when their input ticks, not when a value leaves; [`within`] and [`rate`] tick then too, and
//!   [`moments_at`] when a trigger says so. How they are computed without drift says [`Rolling`].
//! - **Wrong parameters**, such as a quantile of 2, are an error each time the node runs: counted, logged, and nothing
//!   ticks.
//! - **Memory** is bounded by a parameter: a count, or a time, and then by what comes within it.

mod average;
mod extremes;
mod inputs;
mod lists;
mod number;
mod sequence;
mod statistics;
mod sums;
mod timing;
mod values;
mod welford;
mod window;

use std::fmt;

pub use average::{Decaying, ema, ema_of_half_life, ema_of_span};
pub use extremes::{Largest, Ordered, Smallest, max, median, min, quantile, rank};
pub use inputs::{Full, combine, gate, hold, merge, merge_all, sample, zip};
pub use lists::{batch, batch_within, collect, last, unroll, within};
pub use number::Number;
pub use sequence::{accumulate, count, delay_ticks, difference, distinct, first, pairwise, scan, skip, take, unique};
pub use statistics::{correlation, covariance, deviation, mean, moments, moments_at, variance};
pub use sums::{Compensated, Overflow, Summand, sum};
pub use timing::{debounce, delay, elapsed, rate, throttle, times};
pub use values::{drop_nans, filter, filter_map, inspect, map, split};
pub use welford::{Moments, PairMoments};
pub use window::{Aggregate, Rolling, Window};

use number::finite;

/// A parameter of a node that cannot be, and what it can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadParameter(&'static str);

impl fmt::Display for BadParameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for BadParameter {}

//! Staging: values that are prepared outside of the graph, and released together.
//!
//! A channel with `#[channel(stage)]` has *areas*, in which values wait. A staged value has not entered the graph: it has an id and a time,
//! can be looked at and removed, and ticks when its area is released. [`Handle`](crate::Handle) reaches the areas from outside; nodes
//! ask by [`StagingRequest`]s and hear of everything by [`StagingEvent`]s, on channels that the staged one names.
//!
//! ```
//! use gateway_runtime::prelude::*;
//! use gateway_runtime::{StagingEvent, StagingRequest};
//!
//! #[channels]
//! pub struct Desk {
//!     /// Orders that are prepared, looked at, and released.
//!     #[channel(stage(events = drafts, requests = drafting))]
//!     pub orders: Channel<u32>,
//!     /// What becomes of drafts.
//!     pub drafts: Channel<StagingEvent<u32>>,
//!     /// What nodes want to become of them.
//!     pub drafting: Channel<StagingRequest<u32>>,
//!     #[channel(send)]
//!     pub ideas: Channel<u32>,
//! }
//!
//! #[module]
//! pub struct Trader {}
//!
//! #[module(channels = Desk)]
//! impl Trader {
//!     /// Prepares an order for each idea, and releases all with the idea 0.
//!     #[node(publish(drafting))]
//!     fn on_idea(&mut self, ideas: &u32) -> StagingRequest<u32> {
//!         if *ideas == 0 { StagingRequest::release_all() } else { StagingRequest::add(*ideas) }
//!     }
//! }
//!
//! #[gateway(channels = Desk)]
//! # #[allow(deprecated)] // nobody reads `orders` here
//! pub struct App {
//!     trader: Trader,
//! }
//!
//! let mut simulation = Simulation::new(App::from_settings([])?)?;
//! for (second, idea) in (1..).zip([10, 20, 0]) {
//!     simulation.send_at(Timestamp::from_secs(second), Desk::ideas, idea);
//! }
//! let orders = simulation.collect(Desk::orders);
//! simulation.run()?;
//! let orders: Vec<u32> = orders.take().into_iter().map(Tick::into_value).collect();
//! assert_eq!(orders, [10, 20]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod areas;
mod item;
mod message;
mod of_channel;
mod registry;

use std::fmt;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::engine::Refused;
use crate::message::Problem;

pub use item::Staged;
pub use message::{StagingAction, StagingEvent, StagingRequest};
pub(crate) use of_channel::Stage;
pub use of_channel::{AnyStage, Follows, StagedArea};
pub(crate) use registry::Stages;

/// How a channel is staged, as it is declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Staging {
    /// The place of the channel on which [`StagingEvent`]s tick.
    pub events: Option<usize>,
    /// The place of the channel on which nodes publish [`StagingRequest`]s.
    pub requests: Option<usize>,
}

/// How much may be staged of one channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct StageLimits {
    /// How many areas there may be: 1,000.
    pub max_areas: usize,
    /// How many values there may be in all areas: 10,000.
    pub max_items: usize,
    /// How many bytes these may have, measured as JSON: 16 MiB.
    pub max_bytes: usize,
}

impl Default for StageLimits {
    fn default() -> Self {
        Self { max_areas: 1_000, max_items: 10_000, max_bytes: 16 * 1024 * 1024 }
    }
}

impl StageLimits {
    /// The names of these settings.
    pub(crate) const NAMES: [&str; 3] = ["max_areas", "max_items", "max_bytes"];

    /// The schemas of what configuration can say of one staged channel, by the names of the settings.
    pub(crate) fn schemas() -> impl Iterator<Item = (String, Value)> {
        let Self { max_areas, max_items, max_bytes } = Self::default();
        let limits = [
            (max_areas, "How many areas there may be"),
            (max_items, "How many values may be staged in all areas"),
            (max_bytes, "How many bytes the staged values may have, measured as JSON"),
        ];
        let limits = limits.map(|(default, what)| json!({ "type": "integer", "minimum": 0, "default": default, "description": what }));
        Self::NAMES.map(str::to_owned).into_iter().zip(limits)
    }
}

/// Why nothing was staged, removed or released.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum StageError {
    /// The channel has no staging.
    NotStaged,
    /// The value is wrong: everything that is wrong with it.
    Invalid(Vec<Problem>),
    /// There is no such area.
    UnknownArea(String),
    /// Areas are named to which nothing is to be added.
    NothingToAdd,
    /// There are so many areas, values or bytes already.
    Full(usize, &'static str),
    /// The engine does not take what would follow.
    Refused(Refused),
}

impl fmt::Display for StageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotStaged => f.write_str("the channel has no staging"),
            Self::Invalid(problems) => {
                f.write_str("the value is wrong")?;
                problems.first().map_or(Ok(()), |problem| write!(f, ": {}", problem.msg))
            }
            Self::UnknownArea(id) => write!(f, "Staging ID not found: {id}"),
            Self::NothingToAdd => f.write_str("Cannot specify staging_ids without a struct to add"),
            Self::Full(limit, what) => write!(f, "no more than {limit} {what} can be staged: release or remove some"),
            Self::Refused(refused) => refused.fmt(f),
        }
    }
}

impl std::error::Error for StageError {}

impl From<Refused> for StageError {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

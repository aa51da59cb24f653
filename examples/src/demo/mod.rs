//! The demo: a counter, a module that feeds back, lists, baskets, states, staged values, and a channel that never ticks.
//!
//! It offers the channels and messages of csp-gateway's own demo, so that the two can be held side by side.

mod counter;
mod feedback;
mod message;
mod spectator;

pub use counter::Counter;
pub use feedback::Feedback;
pub use message::{ExampleData, ExampleEnum, InternalStruct, Metadata};
pub use spectator::Spectator;

use gateway_rest::{Controls, Rest};
use gateway_runtime::prelude::*;
use gateway_tables::Tables;

/// The channels of the demo.
#[channels]
#[derive(Debug)]
pub struct Channels {
    /// Counts up every second, and can be sent to; what is sent can be staged first.
    #[channel(send, state(key = id), stage, lookup)]
    pub example: Channel<ExampleData>,
    /// The same, as lists of one.
    #[channel(lookup)]
    pub example_list: Channel<Vec<ExampleData>>,
    /// Nothing publishes this channel: it never ticks.
    #[channel(lookup)]
    pub never_ticks: Channel<ExampleData>,
    /// The counts, of which the last one of each key is kept.
    #[channel(state(key = (id, x)), lookup)]
    pub example_with_state: Channel<ExampleData>,
    /// The counts, kept twice: by count and by text.
    #[channel(state(key = (id, x)), state(key = (id, y), alias = example_with_state_alternative), lookup)]
    pub example_with_state_multiple: Channel<ExampleData>,
    /// A count for each key.
    #[channel(send, lookup)]
    pub basket: Basket<ExampleEnum, ExampleData>,
    /// The same counts, by text.
    #[channel(lookup, keys = ["a", "b", "c"], closed)]
    pub str_basket: Basket<String, ExampleData>,
    /// The same counts, and what was prepared in areas and released; nothing else can be sent.
    #[channel(stage, lookup)]
    pub example_with_stage: Channel<ExampleData>,
    /// Who asked what of the gateway as a whole.
    #[channel(send, lookup)]
    pub controls: Channel<Controls>,
    /// What this gateway is.
    #[config(default = Metadata { name: "Demo".to_owned() })]
    pub metadata: Static<Metadata>,
}

/// The demo: counts every second on several channels, and serves them.
#[gateway(channels = Channels)]
#[derive(Debug)]
pub struct Demo {
    counter: Counter,
    feedback: Feedback,
    spectator: Spectator,
    #[mount]
    tables: Tables,
    #[mount]
    rest: Rest,
}

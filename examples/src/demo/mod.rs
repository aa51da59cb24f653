//! The demo: a counter, a module that feeds back, lists, baskets, staging, and a channel that never ticks.
//!
//! It offers the channels and messages of csp-gateway's own demo, so that the two can be held side by side.

mod counter;
mod feedback;
mod message;
mod spectator;

pub use counter::Counter;
pub use feedback::Feedback;
pub use message::{ExampleData, ExampleEnum, InternalStruct};
pub use spectator::Spectator;

use gateway_rest::{Controls, Rest};
use gateway_runtime::prelude::*;

/// The channels of the demo.
#[channels]
#[derive(Debug)]
pub struct Channels {
    /// Counts up every second, and can be sent to; or prepared in areas and released.
    #[channel(send, stage)]
    pub example: Channel<ExampleData>,
    /// The same, as lists of one.
    pub example_list: Channel<Vec<ExampleData>>,
    /// The same counts, and what was prepared in areas and released; nothing else can be sent.
    #[channel(stage)]
    pub example_with_stage: Channel<ExampleData>,
    /// Nothing publishes this channel: it never ticks.
    pub never_ticks: Channel<ExampleData>,
    /// A count for each key.
    #[channel(send)]
    pub basket: Basket<ExampleEnum, ExampleData>,
    /// The same counts, by text.
    pub str_basket: Basket<String, ExampleData>,
    /// Who asked what of the gateway as a whole.
    #[channel(send)]
    pub controls: Channel<Controls>,
}

/// The demo: counts every second on several channels, and serves them.
#[gateway(channels = Channels)]
#[derive(Debug)]
pub struct Demo {
    counter: Counter,
    feedback: Feedback,
    spectator: Spectator,
    #[mount]
    rest: Rest,
}

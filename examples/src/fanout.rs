//! A gateway with one channel that ticks only when somebody sends: for measuring how fast ticks get out. See the program `load`.

use gateway_rest::Rest;
use gateway_runtime::prelude::*;

use crate::demo::ExampleData;

/// The channels.
#[channels]
#[derive(Debug)]
pub struct Channels {
    /// What is sent.
    #[channel(send)]
    pub example: Channel<ExampleData>,
}

/// Counts what comes.
#[module]
#[derive(Debug)]
pub struct Count {
    #[state]
    count: u64,
}

#[module(channels = Channels)]
impl Count {
    #[node]
    fn count(&mut self, _example: &ExampleData) {
        self.count += 1;
    }
}

/// Hands on what is sent to it.
#[gateway(channels = Channels)]
#[derive(Debug)]
pub struct Fanout {
    count: Count,
    #[mount]
    rest: Rest,
}

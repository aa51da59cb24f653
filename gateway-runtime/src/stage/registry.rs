//! The staging of all channels of a gateway.

use std::sync::Arc;

use super::AnyStage;
use crate::channel::{AnyChannel, AnySettings};

/// The staged channels. The engine and everybody outside share it.
#[derive(Debug)]
pub(crate) struct Stages {
    /// By channel.
    of: Vec<Option<Arc<dyn AnyStage>>>,
    /// The channels of requests, each with the channel that is staged.
    requests: Vec<(usize, usize)>,
}

impl Stages {
    pub(crate) fn new(channels: &[&dyn AnyChannel], settings: &dyn AnySettings) -> Self {
        let of = channels.iter().enumerate().map(|(place, channel)| channel.stage(settings.stage_limits(place)));
        let requests = channels.iter().enumerate().filter_map(|(place, channel)| Some((channel.staging()?.requests?, place)));
        Self { of: of.collect(), requests: requests.collect() }
    }

    /// The staging of a channel.
    pub(crate) fn get(&self, channel: usize) -> Option<&Arc<dyn AnyStage>> {
        self.of.get(channel)?.as_ref()
    }

    /// The channels on which nodes publish requests.
    pub(crate) fn request_channels(&self) -> impl Iterator<Item = usize> + '_ {
        self.requests.iter().map(|(requests, _)| *requests)
    }

    /// The staged channel that the requests on a channel are about.
    pub(crate) fn asked_by(&self, requests: usize) -> Option<usize> {
        self.requests.iter().find(|(channel, _)| *channel == requests).map(|(_, staged)| *staged)
    }
}

//! Connections and streams as they are.

use std::fmt;
use std::sync::Arc;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::DescriptorEncoder;

use super::engine::{count, level};
use crate::stream::Streams;
use crate::transport::Places;

#[derive(Debug)]
pub(super) struct Transport {
    pub(super) places: Arc<Places>,
    pub(super) streams: Arc<Streams>,
}

impl Collector for Transport {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let streams = self.streams.figures();
        level(&mut encoder, "connections", "Open connections", self.places.taken())?;
        level(&mut encoder, "stream_clients", "Clients of WebSockets and other streams", streams.clients)?;
        level(&mut encoder, "waiting_requests", "Requests that wait for the next tick", streams.waiting)?;
        count(&mut encoder, "stream_frames_ignored", "Frames of clients that nobody understood", streams.ignored)?;
        count(&mut encoder, "stream_clients_cut_off", "Clients of streams that did not read, or did not answer", streams.cut_off)
    }
}

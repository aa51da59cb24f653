//! What the engine counts. It is read when somebody asks, and costs the engine nothing.

use std::fmt;

use gateway_runtime::Handle;
use gateway_runtime::engine::{ModuleState, Stats};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Unit;

/// The engine behind a handle.
#[derive(Debug)]
pub(super) struct Engine(pub(super) Handle);

impl Collector for Engine {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let stats = self.0.stats();
        let seconds = Some(&Unit::Seconds);
        count(&mut encoder, "cycles", "Cycles of the engine", stats.cycles)?;
        count(&mut encoder, "failures", "Failures of nodes and of starts", stats.failures)?;
        count(&mut encoder, "stalls", "How often the engine did not get on for long", stats.stalls)?;
        let busy = encoder.encode_descriptor("busy", "Time at work, by a few looks a second", seconds, MetricType::Counter)?;
        ConstCounter::new(stats.busy.as_secs_f64()).encode(busy)?;
        level(&mut encoder, "queue_entries", "What waits for the engine", stats.queued)?;
        level(&mut encoder, "queue_places", "What may wait for the engine", stats.queue_places)?;

        let ticks = stats.channels.iter().map(|channel| ([("channel", channel.name.to_owned())], channel.ticks));
        counts(&mut encoder, "ticks", "Ticks of a channel", ticks)?;
        let node = |name: &str| [("node", name.to_owned())];
        counts(&mut encoder, "node_failures", "Failures of a node", stats.nodes.iter().map(|of| (node(&of.name), of.failures)))?;
        counts(&mut encoder, "node_slow", "How often a node ran for long", stats.nodes.iter().map(|of| (node(&of.name), of.slow)))?;
        let mut busy = encoder.encode_descriptor("node_busy", "Time in a node, by a few looks a second", seconds, MetricType::Counter)?;
        for of in &stats.nodes {
            ConstCounter::new(of.busy.as_secs_f64()).encode(busy.encode_family(&node(&of.name))?)?;
        }
        let command = |name: &str| [("command", name.to_owned())];
        counts(&mut encoder, "command_runs", "Runs of a command", stats.commands.iter().map(|of| (command(&of.name), of.runs)))?;
        counts(&mut encoder, "command_failures", "Panics of a command", stats.commands.iter().map(|of| (command(&of.name), of.failures)))?;
        modules(&mut encoder, &stats)
    }
}

fn modules(encoder: &mut DescriptorEncoder<'_>, stats: &Stats) -> fmt::Result {
    let there = || stats.modules.iter().filter(|module| module.state != ModuleState::Absent);
    let module = |name: &str| [("module", name.to_owned())];
    counts(encoder, "module_restarts", "Restarts of a module", there().map(|of| (module(of.name), of.restarts)))?;
    let mut running = encoder.encode_descriptor("module_running", "Whether a module runs", None, MetricType::Gauge)?;
    for of in there() {
        ConstGauge::new(i64::from(of.state == ModuleState::Running)).encode(running.encode_family(&module(of.name))?)?;
    }
    Ok(())
}

/// One counter.
pub(super) fn count(encoder: &mut DescriptorEncoder<'_>, name: &str, what: &str, value: u64) -> fmt::Result {
    ConstCounter::new(value).encode(encoder.encode_descriptor(name, what, None, MetricType::Counter)?)
}

/// One gauge.
pub(super) fn level(encoder: &mut DescriptorEncoder<'_>, name: &str, what: &str, value: usize) -> fmt::Result {
    let value = i64::try_from(value).unwrap_or(i64::MAX);
    ConstGauge::new(value).encode(encoder.encode_descriptor(name, what, None, MetricType::Gauge)?)
}

/// One counter for each label.
fn counts(
    encoder: &mut DescriptorEncoder<'_>,
    name: &str,
    what: &str,
    values: impl Iterator<Item = ([(&'static str, String); 1], u64)>,
) -> fmt::Result {
    let mut values = values.peekable();
    if values.peek().is_none() {
        return Ok(());
    }
    let mut family = encoder.encode_descriptor(name, what, None, MetricType::Counter)?;
    for (label, value) in values {
        ConstCounter::new(value).encode(family.encode_family(&label)?)?;
    }
    Ok(())
}

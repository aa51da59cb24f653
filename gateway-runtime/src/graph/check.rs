//! The check at start: what the compiler could not know is which modules are switched off.

use std::fmt;

use super::GraphMeta;

/// A channel that a module needs and nothing publishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WiringError {
    /// The channel.
    pub channel: &'static str,
    /// The nodes that need it, with their modules.
    pub readers: Vec<String>,
    /// The modules that would publish it, but are disabled.
    pub disabled: Vec<&'static str>,
}

impl fmt::Display for WiringError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { channel, readers, disabled } = self;
        write!(
            f,
            "nothing publishes channel `{channel}`, which {} read{}: disabled module{} {}",
            quoted(readers),
            if readers.len() == 1 { "s" } else { "" },
            if disabled.len() == 1 { "" } else { "s" },
            quoted(disabled),
        )
    }
}

impl std::error::Error for WiringError {}

fn quoted<T: fmt::Display>(names: &[T]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Finds the channels that enabled modules need and only disabled ones publish. `disabled` says for each module
/// whether it is switched off.
pub fn check(graph: &GraphMeta, disabled: &[bool]) -> Vec<WiringError> {
    let is_on = |node: &usize| graph.is_on(*node, disabled);
    let mut errors = Vec::new();
    for (place, channel) in graph.channels.iter().enumerate() {
        if channel.enters() || graph.publishers(place).any(|node| is_on(&node)) {
            continue;
        }
        let needs = |node: &usize| graph.nodes[*node].reads.iter().any(|read| read.channel == place && !read.optional);
        let readers: Vec<String> =
            graph.readers(place).filter(|node| is_on(node) && needs(node)).map(|node| graph.node_name(node)).collect();
        if !readers.is_empty() {
            let mut off: Vec<&str> = graph.publishers(place).map(|node| graph.modules[graph.nodes[node].module].name).collect();
            off.dedup();
            errors.push(WiringError { channel: channel.name, readers, disabled: off });
        }
    }
    errors
}

//! The graph as JSON, for programs.

use serde_json::{Value, json as object};

use super::{Drive, GraphMeta};

/// The graph as JSON: channels with their publishers and readers, and nodes in the order in which they run.
pub fn json(graph: &GraphMeta) -> Value {
    let name = |place: usize| graph.node_name(place);
    let channel = |place: &usize| graph.channels[*place].name;
    object!({
        "name": graph.name,
        "channels": graph.channels.iter().enumerate().map(|(place, meta)| object!({
            "name": meta.name,
            "send": meta.send,
            "burst": meta.burst,
            "publishers": graph.publishers(place).map(name).collect::<Vec<_>>(),
            "readers": graph.readers(place).map(name).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "modules": graph.modules.iter().map(|module| object!({ "name": module.name, "type": module.type_name })).collect::<Vec<_>>(),
        "nodes": graph.nodes.iter().enumerate().map(|(place, node)| object!({
            "name": name(place),
            "drive": match node.drive {
                Drive::Ticks => "ticks",
                Drive::Timer => "timer",
                Drive::Source => "source",
                Drive::Stream => "stream",
                Drive::Results => "results",
            },
            "reads": node.reads.iter().map(|read| object!({
                "channel": channel(&read.channel),
                "trigger": read.trigger,
                "optional": read.optional,
                "feedback_from": read.feedback_from.iter().map(|place| name(*place)).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "publishes": node.publishes.iter().map(channel).collect::<Vec<_>>(),
            "declared_at": node.place,
        })).collect::<Vec<_>>(),
        "mounts": graph.mounts,
    })
}

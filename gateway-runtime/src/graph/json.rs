//! The graph as JSON, for programs.

use serde_json::{Value, json as object};

use super::{Drive, GraphMeta};

/// The graph as JSON: channels with their publishers and readers, and nodes in the order in which they run.
/// `off` says for each module whether it is switched off.
pub fn json(graph: &GraphMeta, off: &[bool]) -> Value {
    let name = |place: usize| graph.node_name(place);
    let channel = |place: &usize| graph.channel_name(*place);
    object!({
        "name": graph.name,
        "channels": graph.channels.iter().enumerate().map(|(place, meta)| object!({
            "name": meta.name,
            "send": meta.send,
            "stage": meta.stage,
            "burst": meta.burst,
            "merge": meta.merge,
            "live": graph.is_live(place, off),
            "states": meta.states.iter().map(|state| object!({ "name": state.name, "key": state.key })).collect::<Vec<_>>(),
            "history": meta.history,
            "lookup": meta.lookup,
            "publishers": graph.publishers(place).map(name).collect::<Vec<_>>(),
            "readers": graph.readers(place).map(name).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "edges": graph.edges.iter().map(|edge| object!({ "name": edge.name, "module": graph.modules[edge.module].name })).collect::<Vec<_>>(),
        "modules": graph.modules.iter().enumerate().map(|(place, module)| object!({
            "name": module.name,
            "type": module.type_name,
            "enabled": !off.get(place).copied().unwrap_or(false),
        })).collect::<Vec<_>>(),
        "nodes": graph.nodes.iter().enumerate().map(|(place, node)| object!({
            "name": name(place),
            "drive": match node.drive {
                Drive::Ticks => "ticks",
                Drive::Timer => "timer",
                Drive::Source => "source",
                Drive::Stream => "stream",
                Drive::Generator => "generator",
                Drive::Results => "results",
                Drive::Command => "command",
            },
            "reads": node.reads.iter().map(|read| object!({
                "channel": channel(&read.channel),
                "trigger": read.trigger,
                "optional": read.optional,
                "state": read.state,
                "feedback_from": read.feedback_from.iter().map(|place| name(*place)).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "publishes": node.publishes.iter().map(channel).collect::<Vec<_>>(),
            "declared_at": node.place,
        })).collect::<Vec<_>>(),
        "commands": graph.commands.iter().enumerate().map(|(place, command)| object!({
            "name": graph.command_name(place),
            "publishes": command.publishes.iter().map(channel).collect::<Vec<_>>(),
            "declared_at": command.place,
        })).collect::<Vec<_>>(),
        "mounts": graph.mounts,
    })
}

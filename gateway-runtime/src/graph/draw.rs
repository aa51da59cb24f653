//! Drawings of a graph: Mermaid and Graphviz.

use std::fmt::Write;

use super::{Drive, GraphMeta};

/// One arrow of a drawing.
struct Edge {
    from: String,
    to: String,
    style: Style,
}

#[derive(Clone, Copy, PartialEq)]
enum Style {
    /// A publication, or a read that triggers.
    Solid,
    /// A read that samples.
    Sample,
    /// A read that sees ticks one cycle later.
    Feedback,
}

fn edges(graph: &GraphMeta) -> Vec<Edge> {
    let mut edges = Vec::new();
    for (place, node) in graph.nodes.iter().enumerate() {
        for read in node.reads {
            let style = match (read.feedback_from.is_empty(), read.trigger) {
                (false, _) => Style::Feedback,
                (true, true) => Style::Solid,
                (true, false) => Style::Sample,
            };
            edges.push(Edge { from: format!("c{}", read.channel), to: format!("n{place}"), style });
        }
        if node.drive == Drive::Results {
            let work =
                graph.nodes.iter().position(|other| other.module == node.module && other.name == node.name && other.drive != node.drive);
            edges.extend(work.map(|work| Edge { from: format!("n{work}"), to: format!("n{place}"), style: Style::Sample }));
        }
        for channel in node.publishes {
            edges.push(Edge { from: format!("n{place}"), to: format!("c{channel}"), style: Style::Solid });
        }
    }
    edges
}

/// The edges inside a module, which count on behind the channels.
fn inner_edges(graph: &GraphMeta, module: usize) -> impl Iterator<Item = (usize, &'static str)> {
    let edges = graph.edges.iter().enumerate().filter(move |(_, edge)| edge.module == module);
    let first = graph.channels.len();
    edges.map(move |(place, edge)| (first + place, edge.name))
}

/// The word that tells what drives a node, if not ticks.
fn drive(drive: Drive) -> &'static str {
    match drive {
        Drive::Ticks => "",
        Drive::Timer => " (timer)",
        Drive::Source => " (source)",
        Drive::Stream => " (async source)",
        Drive::Generator => " (blocking source)",
        Drive::Results => " (results)",
        Drive::Command => " (command)",
    }
}

/// The words that tell what brings ticks onto a channel, if not nodes.
fn enters(graph: &GraphMeta, channel: usize, off: &[bool]) -> String {
    match graph.channels[channel].entrances().as_slice() {
        [] if graph.is_live(channel, off) => String::new(),
        [] => " (never ticks)".to_owned(),
        entrances => format!(" ({})", entrances.join(", ")),
    }
}

/// The mark of a module that is off.
fn mark(off: &[bool], module: usize) -> &'static str {
    if off.get(module).copied().unwrap_or(false) { " (off)" } else { "" }
}

/// The graph as a [Mermaid](https://mermaid.js.org) flow chart: modules are frames, channels rounded boxes,
/// edges inside a module small ones; a dotted arrow samples, a thick one is a feedback.
/// A module that is off, as `off` says for each, is marked.
pub fn mermaid(graph: &GraphMeta, off: &[bool]) -> String {
    let mut text = String::from("flowchart LR\n");
    for (module, meta) in graph.modules.iter().enumerate() {
        let _ = writeln!(text, "  subgraph m{module}[\"{}: {}{}\"]", meta.name, meta.type_name, mark(off, module));
        for (place, node) in graph.nodes.iter().enumerate().filter(|(_, node)| node.module == module) {
            let _ = writeln!(text, "    n{place}[\"{}{}\"]", node.name, drive(node.drive));
        }
        for (place, edge) in inner_edges(graph, module) {
            let _ = writeln!(text, "    c{place}(\"{edge}\")");
        }
        text.push_str("  end\n");
    }
    for (place, channel) in graph.channels.iter().enumerate() {
        let send = enters(graph, place, off);
        let _ = writeln!(text, "  c{place}([\"{}{send}\"])", channel.name);
    }
    for edge in edges(graph) {
        let arrow = match edge.style {
            Style::Solid => "-->",
            Style::Sample => "-.->",
            Style::Feedback => "==>|feedback|",
        };
        let _ = writeln!(text, "  {} {arrow} {}", edge.from, edge.to);
    }
    text
}

/// The graph in the language of [Graphviz](https://graphviz.org).
/// A module that is off, as `off` says for each, is marked.
pub fn dot(graph: &GraphMeta, off: &[bool]) -> String {
    let mut text = format!("digraph \"{}\" {{\n  rankdir=LR;\n", graph.name);
    for (module, meta) in graph.modules.iter().enumerate() {
        let _ = writeln!(text, "  subgraph cluster_{module} {{\n    label=\"{}: {}{}\";", meta.name, meta.type_name, mark(off, module));
        for (place, node) in graph.nodes.iter().enumerate().filter(|(_, node)| node.module == module) {
            let _ = writeln!(text, "    n{place} [shape=box, label=\"{}{}\"];", node.name, drive(node.drive));
        }
        for (place, edge) in inner_edges(graph, module) {
            let _ = writeln!(text, "    c{place} [shape=plain, label=\"{edge}\"];");
        }
        text.push_str("  }\n");
    }
    for (place, channel) in graph.channels.iter().enumerate() {
        let send = enters(graph, place, off);
        let _ = writeln!(text, "  c{place} [shape=ellipse, label=\"{}{send}\"];", channel.name);
    }
    for edge in edges(graph) {
        let style = match edge.style {
            Style::Solid => "",
            Style::Sample => " [style=dashed]",
            Style::Feedback => " [style=bold, label=\"feedback\"]",
        };
        let _ = writeln!(text, "  {} -> {}{style};", edge.from, edge.to);
    }
    text.push_str("}\n");
    text
}

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

/// The word that tells what drives a node, if not ticks.
fn drive(drive: Drive) -> &'static str {
    match drive {
        Drive::Ticks => "",
        Drive::Timer => " (timer)",
        Drive::Source => " (source)",
        Drive::Stream => " (async source)",
        Drive::Results => " (results)",
    }
}

/// The graph as a [Mermaid](https://mermaid.js.org) flow chart: modules are frames, channels rounded boxes; a
/// dotted arrow samples, a thick one is a feedback.
pub fn mermaid(graph: &GraphMeta) -> String {
    let mut text = String::from("flowchart LR\n");
    for (module, meta) in graph.modules.iter().enumerate() {
        let _ = writeln!(text, "  subgraph m{module}[\"{}: {}\"]", meta.name, meta.type_name);
        for (place, node) in graph.nodes.iter().enumerate().filter(|(_, node)| node.module == module) {
            let _ = writeln!(text, "    n{place}[\"{}{}\"]", node.name, drive(node.drive));
        }
        text.push_str("  end\n");
    }
    for (place, channel) in graph.channels.iter().enumerate() {
        let send = if channel.send { " (send)" } else { "" };
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
pub fn dot(graph: &GraphMeta) -> String {
    let mut text = format!("digraph \"{}\" {{\n  rankdir=LR;\n", graph.name);
    for (module, meta) in graph.modules.iter().enumerate() {
        let _ = writeln!(text, "  subgraph cluster_{module} {{\n    label=\"{}: {}\";", meta.name, meta.type_name);
        for (place, node) in graph.nodes.iter().enumerate().filter(|(_, node)| node.module == module) {
            let _ = writeln!(text, "    n{place} [shape=box, label=\"{}{}\"];", node.name, drive(node.drive));
        }
        text.push_str("  }\n");
    }
    for (place, channel) in graph.channels.iter().enumerate() {
        let send = if channel.send { " (send)" } else { "" };
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

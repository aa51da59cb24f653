//! Checks of a whole gateway: who publishes what, and loops.

use proc_macro2::Span;

use crate::diag::Sink;
use crate::model::graph::{Edge, path};
use crate::model::{Graph, How, Multiplicity};
use crate::names;

/// Whether all modules work on the channels of this gateway. If not, nothing else can be said.
pub(crate) fn same_set(graph: &Graph, sink: &mut Sink) -> bool {
    let mut same = true;
    for part in &graph.modules {
        let module = &part.module;
        if module.set != graph.set.name {
            same = false;
            sink.error_at(
                &part.ty,
                format_args!(
                    "module `{}` works on the channels of `{}`, but gateway `{}` has those of `{}`\n  declared at {}\n  help: \
                     all modules of a gateway share one set: write the same `channels = ..` on both",
                    module.name,
                    module.set,
                    graph.name,
                    graph.set.name,
                    module.place.seen_from(part.field.span())
                ),
            );
        }
    }
    same
}

/// Every check that names channels and modules.
pub(crate) fn check(graph: &Graph, multiplicity: &Multiplicity, sink: &mut Sink) {
    has_fields(graph, sink);
    for node in (0..graph.nodes.len()).filter(|node| is_first(graph, *node)) {
        for read in 0..graph.node(node).reads.len() {
            has_publisher(graph, node, read, sink);
            can_be_optional(graph, multiplicity, node, read, sink);
            has_ids(graph, node, read, sink);
            can_be_merged(graph, node, read, sink);
        }
    }
}

/// A static field without a default needs settings.
fn has_fields(graph: &Graph, sink: &mut Sink) {
    let missing = graph.set.fields.iter().find(|field| field.required);
    if let (Some(field), None) = (missing, &graph.settings) {
        sink.error(
            graph.name.span(),
            format_args!(
                "static field `{}` of `{set}` has no default, and gateway `{}` has no settings for its channels\n  help: add a field \
                 `channels: ChannelSettings<{set}>` to the gateway; or give a default: `#[config(default = ..)]`",
                field.name,
                graph.name,
                set = graph.set.name
            ),
        );
    }
}

/// Whether no field before has this module, in which the same would be wrong at the same place.
fn is_first(graph: &Graph, node: usize) -> bool {
    let module = graph.nodes[node].module;
    let place = |module: usize| &graph.modules[module].module.place.text;
    (0..module).all(|other| place(other) != place(module))
}

/// Where to report something about a read: at the parameter if it is in this crate, else at the module's field,
/// with the parameter's place as text.
fn place(graph: &Graph, node: usize, read: usize) -> (Span, String) {
    let read = graph.read(node, read);
    if read.place.is_here() {
        (read.name.span(), String::new())
    } else {
        (graph.part(node).field.span(), format!("\n  read at {}", read.place.text))
    }
}

/// A channel that nothing publishes never ticks; who requires it would wait for ever.
fn has_publisher(graph: &Graph, node: usize, read: usize, sink: &mut Sink) {
    let reading = graph.read(node, read);
    let channel = &graph.set.channels[reading.channel];
    if reading.marks.optional || channel.enters() || graph.publishers(reading.channel).next().is_some() {
        return;
    }
    let (span, at) = place(graph, node, read);
    let part = graph.part(node);
    sink.error(
        span,
        format_args!(
            "module `{}` reads channel `{}`, but nothing in gateway `{}` publishes it{at}\n  declared at {}\n  help: add a module that \
             publishes `{}`; or mark the channel `#[channel(send)]` if its values come from outside; or mark the parameter \
             `#[optional]` if the node can do without",
            part.name,
            channel.name,
            graph.name,
            channel.place.seen_from(span),
            channel.name
        ),
    );
}

/// `Option<&T>` holds one tick; on a channel that ticks several times in a cycle the others would be lost.
fn can_be_optional(graph: &Graph, multiplicity: &Multiplicity, node: usize, read: usize, sink: &mut Sink) {
    let reading = graph.read(node, read);
    if reading.how != How::Maybe || !multiplicity.read_bursts(graph, node, read) {
        return;
    }
    let channel = &graph.set.channels[reading.channel];
    let mut publishers: Vec<String> = graph.publishers(reading.channel).map(|node| full_name(graph, node)).collect();
    if channel.send {
        publishers.push("send".to_owned());
    }
    if channel.stage {
        publishers.push("stage".to_owned());
    }
    if channel.is_told() {
        publishers.push("the engine".to_owned());
    }
    let (span, at) = place(graph, node, read);
    // It is the type that is to be changed.
    let span = if at.is_empty() { reading.place.span } else { span };
    sink.error(
        span,
        format_args!(
            "channel `{}` can tick several times in one cycle (published by {}), and `Option<&T>` would lose all but one{at}\n  help: \
             take `Ticks<T>`, the whole burst, or `Latest<T>`, its newest value",
            channel.name,
            names::list(&publishers)
        ),
    );
}

/// What a feedback edge holds back are values alone.
fn has_ids(graph: &Graph, node: usize, read: usize, sink: &mut Sink) {
    let reading = graph.read(node, read);
    if !reading.stamped || graph.feedback(node, read).is_none() {
        return;
    }
    let (span, at) = place(graph, node, read);
    sink.error(
        span,
        format_args!(
            "`{}` reads ticks with ids, `Tick<T>`, through a feedback, which carries values alone{at}\n  help: read `&T` here, or read the \
             ticks in a node outside of the loop",
            reading.name
        ),
    );
}

/// Which tick is kept is known at the end of the cycle; a loop would need the dropped ones too.
fn can_be_merged(graph: &Graph, node: usize, read: usize, sink: &mut Sink) {
    let reading = graph.read(node, read);
    let channel = &graph.set.channels[reading.channel];
    if channel.merge.is_none() || !reading.how.is_trigger() || graph.feedback(node, read).is_none() {
        return;
    }
    let (span, at) = place(graph, node, read);
    sink.error(
        span,
        format_args!(
            "node `{}` sees its own loop's ticks of channel `{}`, whose `merge` decides at the end of a cycle which of them there are{at}\n  \
             declared at {}\n  help: take `Latest<T>` here, or leave `merge` out and read `Ticks<T>`",
            full_name(graph, node),
            channel.name,
            channel.place.seen_from(span)
        ),
    );
}

fn full_name(graph: &Graph, node: usize) -> String {
    format!("{}.{}", graph.part(node).name, graph.node(node).name)
}

/// A loop without feedback has no first node. It is shown as its way through modules and channels, with the
/// parameters at which it could be broken.
pub(crate) fn loops(graph: &Graph, sink: &mut Sink) {
    let mut edges: Vec<Edge> = graph.edges().into_iter().filter(|edge| !graph.is_fed_back(edge)).collect();
    let mut found = 0;
    while let Some(way) = shortest_loop(&edges, graph.nodes.len()) {
        found += 1;
        report(graph, &way, sink);
        // Look for further loops that share no edge with this one.
        edges.retain(|edge| !way.contains(edge));
        if found == 5 {
            return;
        }
    }
}

fn shortest_loop(edges: &[Edge], nodes: usize) -> Option<Vec<Edge>> {
    let ways = (0..nodes).flat_map(|node| {
        let leaving = edges.iter().filter(move |edge| edge.from == node);
        leaving.filter_map(move |edge| path(edges, edge.to, node).map(|rest| [&[*edge], rest.as_slice()].concat()))
    });
    ways.min_by_key(Vec::len)
}

fn report(graph: &Graph, way: &[Edge], sink: &mut Sink) {
    let channel = |edge: &Edge| &graph.set.channels[edge.channel].name;
    let steps = way.iter().map(|edge| format!("{} --{}-->", full_name(graph, edge.from), channel(edge)));
    let drawn = steps.chain([full_name(graph, way[0].from)]).collect::<Vec<_>>().join(" ");
    let last = &way[way.len() - 1];
    let (span, _) = place(graph, last.to, last.read);
    let candidates: Vec<String> = way
        .iter()
        .map(|edge| {
            let read = graph.read(edge.to, edge.read);
            format!("  `{}` of `{}` ({})", read.name, full_name(graph, edge.to), read.place.seen_from(span))
        })
        .collect();
    sink.error(
        span,
        format_args!(
            "gateway `{}` has a loop without feedback:\n  {drawn}\n  help: mark one of these parameters `#[feedback]`; it then sees a tick \
             one cycle later, at the same time\n{}",
            graph.name,
            candidates.join("\n")
        ),
    );
}

//! Checks of one module over its channel set: names of channels, and shapes of nodes.

use proc_macro2::Ident;

use crate::diag::Sink;
use crate::model::How;
use crate::model::{Channel, ChannelSet, ERRORS, Role, Shape, Yield};
use crate::names;
use crate::parse::node::{Drive, ModuleImpl, NodeInput, Param, ReadInput};

/// The channel of that name, or an error that lists those there are. `by` names who reads or publishes it.
pub(crate) fn channel(set: &ChannelSet, name: &Ident, verb: &str, by: &str, sink: &mut Sink) -> Option<usize> {
    let found = set.find(name);
    if found.is_none() && set.fields.iter().any(|field| field.name == *name) {
        sink.error(
            name.span(),
            format_args!("{by} {verb} `{name}`, which is a static field of `{}`, not a channel: it never ticks, and nodes read it as `#[field] {name}: &T`", set.name),
        );
    } else if found.is_none() {
        let help = names::what_exists(&name.to_string(), &set.names());
        sink.error(name.span(), format_args!("{by} {verb} channel `{name}`, which `{}` does not have; {help}", set.name));
    }
    if verb == "publishes" && *name == ERRORS {
        sink.error(
            name.span(),
            format_args!(
                "{by} publishes channel `{ERRORS}`, which is reserved: failures tick there by themselves; \
                 return `Err(..)` from a node that fails, or publish a channel of another name"
            ),
        );
        return None;
    }
    if verb == "publishes" && found.is_some_and(|channel| set.channels[channel].role == Some(Role::Events)) {
        sink.error(
            name.span(),
            format_args!(
                "{by} publishes channel `{name}`, on which the engine tells what becomes of staged values; \
                 publish requests on the channel that the staged one names with `requests = ..`, or a channel of another name"
            ),
        );
        return None;
    }
    found
}

/// The state of that name, or an error that lists those there are.
pub(crate) fn state(set: &ChannelSet, name: &Ident, node: &Ident, sink: &mut Sink) -> Option<usize> {
    let found = set.find_state(name);
    if found.is_some() {
        return found;
    }
    let states: Vec<String> = set.states.iter().map(|state| state.name.to_string()).collect();
    match set.find(name) {
        Some(_) => {
            let others = if states.is_empty() { String::new() } else { format!("; {}", names::what_exists(&name.to_string(), &states)) };
            sink.error(
                name.span(),
                format_args!(
                    "node `{node}` reads the state of channel `{name}`, which has none{others}\n  help: declare it with `#[channel(state(key = \
                     ..))]` in `{}`",
                    set.name
                ),
            );
        }
        None => {
            let help = names::what_exists(&name.to_string(), &states);
            sink.error(name.span(), format_args!("node `{node}` reads state `{name}`, which `{}` does not have; {help}", set.name));
        }
    }
    None
}

/// Checks the shape of every node: what needs no other module to be known.
pub(crate) fn nodes<'a>(nodes: impl Iterator<Item = &'a NodeInput>, sink: &mut Sink) {
    for node in nodes {
        triggers(node, sink);
        outputs(node, sink);
        super::per_key::check(node, sink);
    }
}

fn reads(node: &NodeInput) -> impl Iterator<Item = &ReadInput> {
    node.params.iter().filter_map(|param| match param {
        Param::Read(read) => Some(read),
        _ => None,
    })
}

/// A node without a trigger would never run; one with two required triggers has no answer to what happens when only
/// one of them ticks.
fn triggers(node: &NodeInput, sink: &mut Sink) {
    let name = &node.shell.sig.ident;
    for second in node.alarms().skip(1) {
        sink.error(second.span, format_args!("node `{name}` has alarms already; let one `Alarm` carry an enum that tells them apart"));
    }
    let is_source = matches!(node.drive, Drive::Pull | Drive::Iterator | Drive::Stream | Drive::Generator(_));
    if is_source {
        for span in node.states().map(|state| state.span).chain(node.alarms().map(|alarm| alarm.span)) {
            sink.error(
                span,
                format_args!("source `{name}` is no node of the cycle and has neither state nor alarms of its own; keep state in a field of the module, marked `#[state]`"),
            );
        }
        for read in reads(node) {
            sink.error(
                read.span,
                format_args!(
                    "source `{name}` cannot read channel `{}`: a source has no inputs; publish and read in another node",
                    read.channel
                ),
            );
        }
        return;
    }
    let mut required = reads(node).filter(|read| read.how == How::Each);
    let first = required.next();
    if let Some(first) = first {
        for second in required {
            sink.error(
                second.span,
                format_args!(
                    "node `{name}` requires a tick of both `{}` and `{}`, which may never tick in the same cycle; \
                     keep one `&T` and make this one `Option<&T>` (run when either ticks), `Ticks<T>` (its whole burst) or \
                     `Latest<T>` (its newest value, without running for it)",
                    first.channel, second.channel
                ),
            );
        }
        if node.alarms().next().is_some() {
            sink.error(
                first.span,
                format_args!(
                    "node `{name}` runs by its alarms too, and then there is no tick of `{}`; make it `Option<&T>` or `Ticks<T>`",
                    first.channel
                ),
            );
        } else if matches!(node.drive, Drive::Timer(_)) {
            sink.error(
                first.span,
                format_args!(
                    "node `{name}` runs by its timer too, and then there is no tick of `{}`; make it `Option<&T>` or `Latest<T>`",
                    first.channel
                ),
            );
        }
    } else if matches!(node.drive, Drive::Ticks) && !reads(node).any(|read| read.how.is_trigger()) {
        let samples: Vec<&Ident> = reads(node).map(|read| &read.channel).collect();
        let of_state = reads(node).any(|read| read.how == How::State);
        let why = match (samples.is_empty(), of_state) {
            (true, _) => "it reads no channel".to_owned(),
            (false, false) => format!("`Latest` of {} only samples", names::list(&samples)),
            (false, true) => {
                format!("`State` only samples, as `Latest` does: take `Changes<K, T>` to run when {} changes", names::list(&samples))
            }
        };
        sink.error(
            name.span(),
            format_args!("node `{name}` never runs: {why}; read a channel with `&T`, or add `every = \"1s\"` or `source` to `#[node(..)]`"),
        );
    }
}

/// What a node returns must go to as many channels.
fn outputs(node: &NodeInput, sink: &mut Sink) {
    let name = &node.shell.sig.ident;
    let is_unit = |text: String| text.is_empty() || text == "()" || text == "( )";
    let gives: Vec<_> = node.yields.iter().filter(|given| !(given.how == Yield::Always && is_unit(given.ty.to_string()))).collect();
    match (gives.len(), node.publishes.len()) {
        (returned, published) if returned == published => {}
        (0, _) => {
            sink.error(
                node.output,
                format_args!("node `{name}` publishes {} but returns nothing; return the value to be ticked", names::list(&node.publishes)),
            );
        }
        (_, 0) => {
            sink.error(
                node.output,
                format_args!("node `{name}` returns a value but publishes nothing; add `publish(channel)` to `#[node(..)]`"),
            );
        }
        (returned, published) => {
            sink.error(
                node.output,
                format_args!(
                    "node `{name}` returns {returned} value{} but publishes {published} channel{}: {}; return a tuple with one part for each channel",
                    if returned == 1 { "" } else { "s" },
                    if published == 1 { "" } else { "s" },
                    names::list(&node.publishes)
                ),
            );
        }
    }
}

/// A method can be declared once; rustc says it of methods, we of hooks.
pub(crate) fn hooks(module: &ModuleImpl, sink: &mut Sink) {
    use crate::parse::node::{Hook, Item};
    for kind in [Hook::Start, Hook::Stop] {
        let hooks = module.items.iter().filter_map(|item| match item {
            Item::Hook(hook, shell) if *hook == kind => Some(shell),
            _ => None,
        });
        for second in hooks.skip(1) {
            let word = if kind == Hook::Start { "start" } else { "stop" };
            sink.error_at(
                &second.sig.ident,
                format_args!("module `{}` has a `#[{word}]` hook already; call one from the other", module.name),
            );
        }
    }
}

/// How a value that a node returns gets onto its channel, now that the channel is known.
pub(crate) fn resolve_yield(how: Yield, channel: &Channel) -> Yield {
    match (how, channel.shape) {
        (Yield::Vec, Shape::List) if channel.collects() => Yield::Burst,
        (Yield::Vec, Shape::List) => Yield::Always,
        (Yield::Vec, _) => Yield::Burst,
        (other, _) => other,
    }
}

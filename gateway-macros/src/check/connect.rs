//! Checks of one line of `#[connect]` against its function.

use proc_macro2::Ident;

use crate::diag::Sink;
use crate::model::{ChannelSet, Function, function};
use crate::names;
use crate::parse::connect::{Argument, Connect, Line};
use crate::parse::node::ModuleImpl;

/// The arguments of a line; their number must be that of the function's inputs and parameters.
pub(crate) fn arguments<'a>(line: &'a Line, function: &Function, sink: &mut Sink) -> Vec<&'a Argument> {
    let wanted: Vec<String> = function
        .params
        .iter()
        .filter_map(|param| match param {
            function::Param::Read { name, .. } => Some(names::text(name)),
            function::Param::Given { name } => Some(format!("#[param] {}", names::text(name))),
            function::Param::Now | function::Param::State | function::Param::Alarm => None,
        })
        .collect();
    if wanted.len() != line.arguments.len() {
        sink.error(
            line.span,
            format_args!(
                "node `{}` takes {} here, not {}: `{}({})`",
                function.name,
                counted(wanted.len(), "argument"),
                line.arguments.len(),
                function.name,
                wanted.join(", ")
            ),
        );
    }
    line.arguments.iter().collect()
}

/// Whether as many values are taken as the function gives.
pub(crate) fn targets_fit(line: &Line, function: &Function, sink: &mut Sink) -> bool {
    let (given, taken) = (function.yields.len(), line.targets.len());
    if given == taken {
        return true;
    }
    let help = match given {
        0 => "write it as a line of its own, without `let`",
        1 => "write `let edge = ..` or `channel = ..`",
        _ => "write `let (a, b) = ..` or `(channel, channel) = ..`",
    };
    let taken = match taken {
        0 => "none is".to_owned(),
        1 => "1 is".to_owned(),
        more => format!("{more} are"),
    };
    sink.error(line.span, format_args!("node `{}` gives {}, and {taken} taken; {help}", function.name, counted(given, "value")));
    false
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// An input that is neither an edge so far nor a channel.
pub(crate) fn unknown_input(
    named: &Ident,
    line: &Line,
    connect: &Connect,
    module: &ModuleImpl,
    known: Vec<String>,
    set: &ChannelSet,
    sink: &mut Sink,
) {
    let function = line.function.segments.last().map_or_else(String::new, |segment| names::text(&segment.ident));
    if connect.edges().any(|edge| edge == named) {
        sink.error(
            named.span(),
            format_args!("node `{function}` reads edge `{named}` before its line; move the line with `let {named} = ..` above this one"),
        );
        return;
    }
    if let Some(other) = module.connects().find(|other| other.edges().any(|edge| edge == named)) {
        sink.error(
            named.span(),
            format_args!(
                "`{named}` is an edge of `{}`, and an edge is known in its own `#[connect]` only; connect node `{function}` there, or \
                 publish the value on a channel",
                other.name
            ),
        );
        return;
    }
    let help = names::what_exists(&named.to_string(), &known.into_iter().chain(set.names()).collect::<Vec<_>>());
    sink.error(
        named.span(),
        format_args!(
            "node `{function}` reads `{named}`, which is neither an edge declared above with `let` nor a channel of `{}`; {help}",
            set.name
        ),
    );
}

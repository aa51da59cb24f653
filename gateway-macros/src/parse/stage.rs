//! `#[channel(stage)]`, alone or with the channels on which nodes hear of it and ask for something.

use proc_macro2::{Ident, Span};
use syn::{Expr, Type};

use super::args::{Args, Value};
use super::channels::ChannelInput;
use crate::diag::Sink;
use crate::model::{ERRORS, Role, Shape};
use crate::names;

/// How a channel is staged.
pub(crate) struct StageInput {
    pub(crate) span: Span,
    /// The channel on which nodes hear of what becomes of areas.
    pub(crate) events: Option<Ident>,
    /// The channel on which nodes ask for something.
    pub(crate) requests: Option<Ident>,
}

/// Takes `stage` or `stage(..)`.
pub(super) fn take(args: &mut Args, sink: &mut Sink) -> Option<StageInput> {
    let arg = args.take("stage", sink)?;
    let span = arg.name.span();
    let mut inner = match arg.value {
        Value::Nothing => return Some(StageInput { span, events: None, requests: None }),
        Value::List(tokens) => Args::parse("channel(stage)", tokens, sink),
        Value::Assigned(_) => {
            sink.error(span, "write `stage`, or `stage(events = <channel>, requests = <channel>)`");
            return None;
        }
    };
    let mut named = |word: &str, sink: &mut Sink| {
        let (name, value) = inner.assigned(word, sink)?;
        let ident = match &value {
            Expr::Path(path) => path.path.get_ident().cloned(),
            _ => None,
        };
        if ident.is_none() {
            sink.error(name.span(), format_args!("write `{word} = ` and the name of a channel of this set"));
        }
        ident
    };
    let (events, requests) = (named("events", sink), named("requests", sink));
    inner.finish(&["events", "requests"], sink);
    Some(StageInput { span, events, requests })
}

/// Why a channel of this form cannot be staged.
pub(super) fn check_shape(ident: &Ident, stage: &StageInput, shape: Shape, declared: &Type, sink: &mut Sink) {
    let why = match shape {
        _ if super::channels::is_named(declared, "Dynamic") => {
            "its channels are named when the gateway starts, and their JSON is sent at once"
        }
        Shape::Basket => "a staged value has no key under which it could tick; stage a `Channel<T>`, and let a node give its values keys",
        Shape::Value | Shape::List if *ident == ERRORS => "it is reserved for failures of nodes, which tick there by themselves",
        Shape::Value | Shape::List => return,
    };
    sink.error(stage.span, format_args!("channel `{ident}` cannot be staged: {why}"));
}

/// Resolves the names of channels, and says in each such channel what it is for.
pub(super) fn resolve(channels: &mut [ChannelInput], sink: &mut Sink) {
    let known: Vec<String> = channels.iter().map(|channel| names::text(&channel.ident)).collect();
    for staged in 0..channels.len() {
        let Some(stage) = &channels[staged].stage else { continue };
        let named = [(stage.events.clone(), Role::Events), (stage.requests.clone(), Role::Requests)];
        for (name, role) in named {
            let Some(name) = name else { continue };
            let word = role.word();
            let Some(place) = channels.iter().position(|channel| channel.ident == name) else {
                let help = names::what_exists(&name.to_string(), &known);
                sink.error(name.span(), format_args!("`{word} = {name}` names no channel of this set; {help}"));
                continue;
            };
            let (staged, channel) = (channels[staged].ident.clone(), &mut channels[place]);
            let why = match channel.role {
                _ if channel.ident == staged => Some(format!("it is the staged channel itself; declare one for its {word}")),
                _ if channel.ident == ERRORS => Some("it is reserved for failures of nodes".to_owned()),
                _ if channel.stage.is_some() => Some("it is staged itself".to_owned()),
                Some(known) => Some(format!("it has the {} of another channel; declare one for each", known.word())),
                None if channel.shape != Shape::Value => {
                    Some(format!("declare it as `Channel<{}<T>>`, with the `T` of `{staged}`", role.ty()))
                }
                None if role == Role::Events && channel.send => Some("they tick there by themselves; remove `send` from it".to_owned()),
                None => None,
            };
            match why {
                Some(why) => sink.error(name.span(), format_args!("`{name}` cannot have the {word} of `{staged}`: {why}")),
                None => channel.role = Some(role),
            }
        }
    }
}

//! `#[command]`: an operation on the module that somebody outside asks for.

use proc_macro2::Span;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Attribute, FnArg, Pat, ReturnType, Type};

use super::output::{YieldInput, first_argument, yielded};
use super::{FnShell, by_reference};
use crate::diag::Sink;
use crate::names;
use crate::parse::args::Args;
use crate::parse::channels::is_named;
use crate::parse::message::FieldInput;
use crate::parse::options;
use crate::parse::target::{self, Target};
use crate::parse::{doc, take_attrs};

/// A command as declared.
pub(crate) struct CommandInput {
    /// The method, without the attributes that are ours.
    pub(crate) shell: FnShell,
    pub(crate) doc: String,
    pub(crate) params: Vec<CommandParam>,
    pub(crate) publishes: Vec<Target>,
    /// The type of what the caller is told; nothing for `()`.
    pub(crate) answer: Option<Type>,
    /// What goes to the channels.
    pub(crate) yields: Vec<YieldInput>,
    /// Whether the return type is a `Result`.
    pub(crate) fallible: bool,
    /// The place of the return type, or of the name if nothing is returned.
    pub(crate) output: Span,
}

pub(crate) enum CommandParam {
    /// `now: Timestamp`: engine time.
    Now,
    /// What the caller gives.
    Argument(Box<FieldInput>),
}

/// Attributes that parameters of nodes have.
const NODES_ONLY: &[&str] = &["state", "key", "channel", "field", "feedback", "optional", "param"];

/// Reads a command; gives the method back if it cannot be one.
pub(super) fn parse(attrs: &[Attribute], mut shell: FnShell, sink: &mut Sink) -> Result<CommandInput, FnShell> {
    let mut args = Args::of("command", attrs, sink);
    let publishes = target::targets(&mut args, sink);
    args.finish(&["publish"], sink);
    let (sig, name) = (&shell.sig, &shell.sig.ident);
    let mut sound = true;
    let mut refuse = |refused: bool, place: &dyn ToTokens, text: std::fmt::Arguments<'_>| {
        if refused {
            sink.push(syn::Error::new_spanned(place, text));
            sound = false;
        }
    };
    refuse(
        sig.asyncness.is_some(),
        &sig.asyncness,
        format_args!(
            "command `{name}` runs between two cycles, where nothing can wait; let it publish a channel, and do the work in an `async` node \
             that reads that one"
        ),
    );
    refuse(
        !sig.generics.params.is_empty(),
        &sig.generics,
        format_args!("a command has no generic parameters: its arguments and its answer have fixed types"),
    );
    let is_method = matches!(sig.inputs.first(), Some(FnArg::Receiver(receiver)) if by_reference(receiver));
    refuse(!is_method, name, format_args!("command `{name}` must be a method: give it `&self` or `&mut self`"));
    let mut params = Vec::new();
    for input in &mut shell.sig.inputs {
        if let FnArg::Typed(param) = input {
            match parse_param(param, sink) {
                Some(param) => params.push(param),
                None => sound = false,
            }
        }
    }
    let (answer, yields, fallible) = outputs(&shell.sig.output, publishes.len());
    let output = if let ReturnType::Type(_, ty) = &shell.sig.output { ty.span() } else { shell.sig.ident.span() };
    if !sound {
        return Err(shell);
    }
    let doc = doc(&shell.attrs);
    Ok(CommandInput { shell, doc, params, publishes, answer, yields, fallible, output })
}

fn parse_param(param: &mut syn::PatType, sink: &mut Sink) -> Option<CommandParam> {
    let attrs = take_attrs(&mut param.attrs, "command");
    let doc = doc(&param.attrs);
    // Where a parameter is only a parameter, the compiler allows no comment on it.
    take_attrs(&mut param.attrs, "doc");
    let ident = match &*param.pat {
        Pat::Ident(pat) => {
            // `_limit` takes `limit` without using it.
            let name = names::text(&pat.ident);
            let used = name.strip_prefix('_').and_then(|name| syn::parse_str::<proc_macro2::Ident>(name).ok());
            used.map_or_else(|| pat.ident.clone(), |used| proc_macro2::Ident::new(&used.to_string(), pat.ident.span()))
        }
        other => {
            sink.error_at(other, "an argument of a command is called by the name of its parameter: give it one");
            return None;
        }
    };
    let of_nodes: Vec<Attribute> = NODES_ONLY.iter().flat_map(|name| take_attrs(&mut param.attrs, name)).collect();
    if let Some(attr) = of_nodes.first() {
        sink.error_at(attr, "a command is no node: it keeps its state in its module, and takes arguments alone");
        return None;
    }
    if ident == "now" {
        if is_named(&param.ty, "Timestamp") {
            return Some(CommandParam::Now);
        }
        sink.error(ident.span(), "`now` is the engine time, and its type is `Timestamp`; choose another name for an argument");
        return None;
    }
    let reads = ["Latest", "Ticks", "Tick", "Alarm"].into_iter().find(|name| is_named(&param.ty, name));
    if reads.is_some() || matches!(&*param.ty, Type::Reference(_)) {
        sink.error_at(
            &param.ty,
            format_args!(
                "a command takes `{ident}` by value: it runs between two cycles, and reads no channels; for what a channel has, let a node \
                 keep it in the module"
            ),
        );
        return None;
    }
    let (default, constraints) = options::options("command", &attrs, sink);
    Some(CommandParam::Argument(Box::new(FieldInput { ident, doc, ty: (*param.ty).clone(), default, constraints })))
}

/// What a command returns: the answer, and a value for each of the channels that it publishes.
fn outputs(output: &ReturnType, channels: usize) -> (Option<Type>, Vec<YieldInput>, bool) {
    let ReturnType::Type(_, ty) = output else { return (None, Vec::new(), false) };
    let fallible = is_named(ty, "Result");
    let ty = if fallible { first_argument(ty).unwrap_or(ty) } else { ty };
    let parts: Vec<&Type> = match ty {
        Type::Tuple(tuple) if channels > 0 => tuple.elems.iter().collect(),
        single => vec![single],
    };
    let is_nothing = |ty: &Type| matches!(ty, Type::Tuple(tuple) if tuple.elems.is_empty());
    let (answer, published) = match parts.split_first() {
        Some((first, others)) if others.len() == channels => (Some(*first).filter(|ty| channels > 0 || !is_nothing(ty)), others),
        _ => (None, &parts[..]),
    };
    (answer.cloned(), published.iter().map(|ty| yielded(ty)).collect(), fallible)
}

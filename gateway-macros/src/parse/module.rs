//! `#[module] struct`: the configuration and the state of a module.

use proc_macro2::{Ident, Span, TokenStream};
use syn::{Expr, Fields, ItemStruct, Type};

use super::args::Args;
use super::channels::is_named;
use super::options::{Default, options};
use crate::diag::Sink;
use crate::names;

/// The settings that every module has, of which a field cannot be one.
const RESERVED: &[(&str, &str)] = &[
    ("enabled", "switches the module on or off"),
    ("hold_until", "says from when on the module publishes"),
    ("on_failure", "says what happens when one of its nodes fails"),
];

/// The words of `on_failure`, and the constants of `OnFailure` behind them.
const POLICIES: &[(&str, &str)] = &[("continue", "Continue"), ("restart", "RESTART"), ("stop", "Stop"), ("stop_gateway", "StopGateway")];

/// The struct of a module as declared.
pub(crate) struct ModuleStruct {
    /// The struct, without the attributes that are ours.
    pub(crate) item: ItemStruct,
    pub(crate) fields: Vec<Field>,
    /// The name of what `on_failure` says, in `OnFailure`.
    pub(crate) on_failure: Option<Ident>,
    /// The user's own check, `validate = path`.
    pub(crate) validate: Option<Expr>,
}

/// One field.
pub(crate) struct Field {
    pub(crate) ident: Ident,
    pub(crate) doc: String,
    pub(crate) ty: Type,
    pub(crate) kind: FieldKind,
    /// JSON Schema keywords, as the text of a JSON object, or nothing.
    pub(crate) constraints: String,
}

pub(crate) enum FieldKind {
    /// Read from configuration.
    Config(Default),
    /// Begins with the default of its type.
    State,
}

pub(crate) fn parse(args: TokenStream, mut item: ItemStruct, sink: &mut Sink) -> Option<ModuleStruct> {
    let mut args = Args::parse("module", args, sink);
    if let Some(arg) = args.take("channels", sink) {
        let text = "this goes to the module's `impl`: `#[module(channels = ..)] impl`; its struct has a plain `#[module]`";
        sink.error(arg.name.span(), text);
    }
    let on_failure = args.assigned("on_failure", sink).and_then(|(name, value)| policy(&name, &value, sink));
    let validate = args.assigned("validate", sink).map(|(_, path)| path);
    args.finish(&["on_failure", "validate"], sink);
    if !item.generics.params.is_empty() {
        sink.error_at(&item.generics, "a module has no generic parameters: the graph is fixed at compile time");
    }
    let mut fields = Vec::new();
    match &mut item.fields {
        Fields::Named(named) => {
            for field in &mut named.named {
                fields.extend(parse_field(field, sink));
            }
        }
        Fields::Unit => {}
        Fields::Unnamed(_) => {
            sink.error_at(&item.ident, "a module has named fields: each is a setting, or state");
            return None;
        }
    }
    Some(ModuleStruct { item, fields, on_failure, validate })
}

/// Reads what `on_failure` says.
fn policy(name: &Ident, value: &Expr, sink: &mut Sink) -> Option<Ident> {
    let words: Vec<String> = POLICIES.iter().map(|(word, _)| (*word).to_owned()).collect();
    let word = match value {
        Expr::Path(path) => path.path.get_ident().map(|word| (word.to_string(), word.span())),
        // `continue` is a keyword.
        Expr::Continue(word) if word.label.is_none() => Some(("continue".to_owned(), word.continue_token.span)),
        _ => None,
    };
    let Some((word, span)) = word else {
        sink.error_at(value, format_args!("`{name}` takes one of these words: {}", names::list(&words)));
        return None;
    };
    match POLICIES.iter().find(|(known, _)| *known == word) {
        Some((_, constant)) => Some(Ident::new(constant, Span::call_site())),
        None => {
            sink.error(span, format_args!("`{name}` knows no `{word}`; {}", names::what_exists(&word, &words)));
            None
        }
    }
}

fn parse_field(field: &mut syn::Field, sink: &mut Sink) -> Option<Field> {
    let ident = field.ident.clone()?;
    let config = super::take_attrs(&mut field.attrs, "config");
    let state = super::take_attrs(&mut field.attrs, "state");
    if let (Some(state), false) = (state.first(), config.is_empty()) {
        sink.error_at(state, format_args!("field `{ident}` is either a setting, `#[config]`, or state, `#[state]`"));
    }
    let (default, constraints) = options("config", &config, sink);
    let kind = if state.is_empty() {
        if let (false, true, Some(attr)) = (constraints.is_empty(), is_named(&field.ty, "Duration"), config.first()) {
            sink.error_at(
                attr,
                format_args!("setting `{ident}` is a span of time, which has no such limits; check it with `#[module(validate = ..)]`"),
            );
        }
        if let Some((_, what)) = RESERVED.iter().find(|(name, _)| names::text(&ident) == *name) {
            sink.error(
                ident.span(),
                format_args!(
                    "every module has a setting `{ident}` already, which {what}; give this field another name, or make it `#[state]`"
                ),
            );
        }
        FieldKind::Config(default)
    } else {
        Args::of("state", &state, sink).finish(&[], sink);
        FieldKind::State
    };
    Some(Field { ident, doc: super::doc(&field.attrs), ty: field.ty.clone(), kind, constraints })
}

//! `#[channels] struct`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Expr, Fields, GenericArgument, ItemStruct, PathArguments, Type};

use super::args::Args;
use super::merge;
use super::module::{Field, FieldKind};
use super::node::sole_argument;
use super::options::{self, Default};
use super::stage::{self, StageInput};
use super::state::{self, RememberedInput};
use crate::diag::Sink;
use crate::model::{ERRORS, Merge, Role, Shape};

/// A channel set as declared.
pub(crate) struct ChannelsInput {
    /// The struct, without the attributes that are ours.
    pub(crate) item: ItemStruct,
    pub(crate) channels: Vec<ChannelInput>,
    pub(crate) fields: Vec<StaticInput>,
}

/// A value beside the channels: a field `Static<T>`.
pub(crate) struct StaticInput {
    /// As a setting of a module.
    pub(crate) field: Field,
    pub(crate) default: Default,
}

/// One field of a channel set.
pub(crate) struct ChannelInput {
    pub(crate) ident: Ident,
    pub(crate) doc: String,
    pub(crate) shape: Shape,
    /// What one tick carries, as a type.
    pub(crate) value: TokenStream,
    /// The declared type: `Channel<..>` or `Basket<..>`.
    pub(crate) declared: Type,
    pub(crate) send: bool,
    pub(crate) merge: Option<Merge>,
    /// The message type, where a publisher can give messages by themselves: those of a basket, and of a list that a cycle
    /// collects.
    pub(crate) message: Option<TokenStream>,
    /// One message of it.
    pub(crate) element: TokenStream,
    /// The key type of a basket.
    pub(crate) key: Option<TokenStream>,
    /// The keys that are declared with a basket.
    pub(crate) keys: Vec<Expr>,
    /// Whether the outside can use no other keys.
    pub(crate) closed: bool,
    /// Whether its keys are dynamic channels.
    pub(crate) dynamic: bool,
    /// What is remembered of its ticks.
    pub(crate) remembered: RememberedInput,
    /// How it is staged.
    pub(crate) stage: Option<StageInput>,
    /// What it has to do with the staging of another channel.
    pub(crate) role: Option<Role>,
}

pub(crate) fn parse(args: TokenStream, item: TokenStream, sink: &mut Sink) -> Option<ChannelsInput> {
    Args::parse("channels", args, sink).finish(&[], sink);
    let mut item: ItemStruct = sink.take(syn::parse2(item))?;
    if !item.generics.params.is_empty() {
        sink.error_at(&item.generics, "a channel set has no generic parameters: the graph is fixed at compile time");
    }
    let Fields::Named(declared) = &mut item.fields else {
        sink.error_at(&item.ident, "a channel set is a struct with one named field for each channel");
        return None;
    };
    let (mut channels, mut fields) = (Vec::new(), Vec::new());
    for field in &mut declared.named {
        let attrs = super::take_attrs(&mut field.attrs, "channel");
        let mut args = Args::of("channel", &attrs, sink);
        let send = args.flag("send", sink).is_some();
        let policy = args.assigned("merge", sink);
        let keys = args.assigned("keys", sink);
        let closed = args.flag("closed", sink);
        let remembered = state::take(&mut args, sink);
        let stage = stage::take(&mut args, sink);
        args.finish(&["send", "merge", "keys", "closed", "state", "history", "lookup", "stage"], sink);
        let Some(ident) = field.ident.clone() else { continue };
        if is_named(&field.ty, "Static") {
            fields.extend(parse_static(field, &attrs, sink));
            continue;
        }
        let dynamic = is_named(&field.ty, "Dynamic");
        if dynamic {
            let given = policy.iter().chain(&keys).map(|(name, _)| (name.to_string(), name.span()));
            let given = given.chain(closed.map(|span| ("closed".to_owned(), span))).chain(remembered.words());
            check_dynamic(&ident, &mut field.ty, given, sink);
        }
        let Some(Carried { shape, value, message, key }) = carried(&field.ty) else {
            sink.error_at(
                &field.ty,
                format_args!("channel `{ident}` must be declared as `Channel<T>` or `Basket<K, T>`, where `T` is a message"),
            );
            continue;
        };
        if let Some(stage) = &stage {
            stage::check_shape(&ident, stage, shape, &field.ty, sink);
        }
        let merge = policy.and_then(|(name, value)| merge::parse(&name, &value, shape, sink));
        if shape != Shape::Basket {
            for span in keys.iter().map(|(name, _)| name.span()).chain(closed) {
                sink.error(span, format_args!("channel `{ident}` has no keys: only a `Basket<K, T>` has"));
            }
        }
        // Configuration and modules name them all, before the start.
        let closed = closed.is_some() || dynamic;
        let keys = keys.map_or_else(Vec::new, |(name, value)| match value {
            _ if shape != Shape::Basket => Vec::new(),
            Expr::Array(array) => array.elems.into_iter().collect(),
            _ => {
                sink.error(name.span(), "write `keys = [..]`, with one expression for each key");
                Vec::new()
            }
        });
        let remembered = if dynamic { RememberedInput::default() } else { remembered.of(&ident, shape, sink) };
        let element = message.clone();
        let message = (shape == Shape::Basket || merge == Some(Merge::Collect)).then_some(message);
        let (doc, declared) = (super::doc(&field.attrs), field.ty.clone());
        channels.push(ChannelInput {
            ident,
            doc,
            shape,
            value,
            declared,
            send,
            merge,
            message,
            element,
            key,
            keys,
            closed,
            dynamic,
            remembered,
            stage,
            role: None,
        });
    }
    stage::resolve(&mut channels, sink);
    errors(&channels, sink);
    Some(ChannelsInput { item, channels, fields })
}

/// A field `Dynamic` takes `send` and nothing else: what else can be said is said of each of its channels.
fn check_dynamic(ident: &Ident, ty: &mut Type, given: impl Iterator<Item = (String, Span)>, sink: &mut Sink) {
    if let Type::Path(path) = &mut *ty
        && let Some(last) = path.path.segments.last_mut()
        && !last.arguments.is_none()
    {
        sink.error_at(
            &last.arguments,
            "`Dynamic` has no parameters: its channels carry JSON, each with a schema that is declared with its name",
        );
        // rustc need not say it again.
        last.arguments = PathArguments::None;
    }
    for (name, span) in given {
        let why = match name.as_str() {
            "merge" => "each is a channel of its own",
            "state" | "history" | "lookup" => "its channels have no fields that the compiler knows, and are not remembered",
            _ => "they are named in the settings of a `ChannelSettings` field, or by modules with `#[keys(..)]`",
        };
        sink.error(span, format_args!("the dynamic channels of `{ident}` take no `{name}`: {why}"));
    }
}

/// A field `Static<T>`, whose value is a setting.
fn parse_static(field: &mut syn::Field, channel: &[syn::Attribute], sink: &mut Sink) -> Option<StaticInput> {
    if let Some(attr) = channel.first() {
        sink.error_at(attr, "a static field is no channel: it takes `#[config(default = ..)]`, as a setting of a module does");
    }
    let Some(ty) = sole_argument(&field.ty).cloned() else {
        sink.error_at(&field.ty, "a static field is declared as `Static<T>`");
        return None;
    };
    let doc = super::doc(&field.attrs);
    let config = super::take_attrs(&mut field.attrs, "config");
    let default = options::default("config", &config, sink);
    let field = Field { ident: field.ident.clone()?, doc, ty, kind: FieldKind::State, constraints: String::new() };
    Some(StaticInput { field, default })
}

/// The channel of failures is filled by the engine: its form is given. (Its type is rustc's to compare.)
fn errors(channels: &[ChannelInput], sink: &mut Sink) {
    for channel in channels.iter().filter(|channel| channel.ident == ERRORS) {
        let why = "is reserved for failures of nodes, which tick there by themselves";
        if channel.shape != Shape::Value {
            sink.error_at(
                &channel.declared,
                format_args!("channel `{ERRORS}` {why}; declare it as `Channel<Failure>`, or choose another name"),
            );
        }
        if channel.send {
            sink.error(channel.ident.span(), format_args!("channel `{ERRORS}` {why}; remove `send`, or choose another name"));
        }
    }
}

/// What one tick of a declared channel carries.
struct Carried {
    shape: Shape,
    value: TokenStream,
    /// One message of it.
    message: TokenStream,
    key: Option<TokenStream>,
}

fn carried(declared: &Type) -> Option<Carried> {
    let Type::Path(path) = declared else { return None };
    let last = path.path.segments.last()?;
    if last.ident == "Dynamic" {
        let (key, message) = (quote!(::std::string::String), quote!(::gateway_runtime::Json));
        let value = quote!(::gateway_runtime::__support::Keyed<#key, #message>);
        return Some(Carried { shape: Shape::Basket, value, message, key: Some(key) });
    }
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    let types: Vec<&Type> = arguments
        .args
        .iter()
        .filter_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        })
        .collect();
    match (last.ident.to_string().as_str(), types.as_slice()) {
        ("Channel", [value]) => {
            let element = is_named(value, "Vec").then(|| sole_argument(value)).flatten();
            let shape = if is_named(value, "Vec") { Shape::List } else { Shape::Value };
            Some(Carried { shape, value: value.to_token_stream(), message: element.unwrap_or(value).to_token_stream(), key: None })
        }
        ("Basket", [key, value]) => {
            let keyed = quote!(::gateway_runtime::__support::Keyed<#key, #value>);
            Some(Carried { shape: Shape::Basket, value: keyed, message: value.to_token_stream(), key: Some(key.to_token_stream()) })
        }
        _ => None,
    }
}

/// Whether the last segment of a type's path is `name`.
pub(crate) fn is_named(ty: &Type, name: &str) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|segment| segment.ident == name))
}

//! `#[channels] struct`.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::{Fields, GenericArgument, ItemStruct, PathArguments, Type};

use super::args::Args;
use super::merge;
use super::node::sole_argument;
use crate::diag::Sink;
use crate::model::{ERRORS, Merge, Shape};

/// A channel set as declared.
pub(crate) struct ChannelsInput {
    /// The struct, without the attributes that are ours.
    pub(crate) item: ItemStruct,
    pub(crate) channels: Vec<ChannelInput>,
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
    /// The key type of a basket.
    pub(crate) key: Option<TokenStream>,
}

pub(crate) fn parse(args: TokenStream, item: TokenStream, sink: &mut Sink) -> Option<ChannelsInput> {
    Args::parse("channels", args, sink).finish(&[], sink);
    let mut item: ItemStruct = sink.take(syn::parse2(item))?;
    if !item.generics.params.is_empty() {
        sink.error_at(&item.generics, "a channel set has no generic parameters: the graph is fixed at compile time");
    }
    let Fields::Named(fields) = &mut item.fields else {
        sink.error_at(&item.ident, "a channel set is a struct with one named field for each channel");
        return None;
    };
    let mut channels = Vec::new();
    for field in &mut fields.named {
        let attrs = super::take_attrs(&mut field.attrs, "channel");
        let mut args = Args::of("channel", &attrs, sink);
        let send = args.flag("send", sink).is_some();
        let policy = args.assigned("merge", sink);
        args.finish(&["send", "merge"], sink);
        let Some(ident) = field.ident.clone() else { continue };
        let Some(Carried { shape, value, message, key }) = carried(&field.ty) else {
            sink.error_at(
                &field.ty,
                format_args!("channel `{ident}` must be declared as `Channel<T>` or `Basket<K, T>`, where `T` is a message"),
            );
            continue;
        };
        let merge = policy.and_then(|(name, value)| merge::parse(&name, &value, shape, sink));
        let message = (shape == Shape::Basket || merge == Some(Merge::Collect)).then_some(message);
        let (doc, declared) = (super::doc(&field.attrs), field.ty.clone());
        channels.push(ChannelInput { ident, doc, shape, value, declared, send, merge, message, key });
    }
    errors(&channels, sink);
    Some(ChannelsInput { item, channels })
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
            let keyed = quote::quote!(::gateway_runtime::__support::Keyed<#key, #value>);
            Some(Carried { shape: Shape::Basket, value: keyed, message: value.to_token_stream(), key: Some(key.to_token_stream()) })
        }
        _ => None,
    }
}

/// Whether the last segment of a type's path is `name`.
pub(crate) fn is_named(ty: &Type, name: &str) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|segment| segment.ident == name))
}

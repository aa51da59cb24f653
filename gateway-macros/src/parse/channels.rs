//! `#[channels] struct`.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::{Fields, GenericArgument, ItemStruct, PathArguments, Type};

use super::args::Args;
use crate::diag::Sink;
use crate::model::Shape;

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
        args.finish(&["send"], sink);
        let Some(ident) = field.ident.clone() else { continue };
        let Some((shape, value)) = carried(&field.ty) else {
            sink.error_at(
                &field.ty,
                format_args!("channel `{ident}` must be declared as `Channel<T>` or `Basket<K, T>`, where `T` is a message"),
            );
            continue;
        };
        channels.push(ChannelInput { ident, doc: super::doc(&field.attrs), shape, value, declared: field.ty.clone(), send });
    }
    Some(ChannelsInput { item, channels })
}

/// What one tick of a declared channel carries.
fn carried(declared: &Type) -> Option<(Shape, TokenStream)> {
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
            let shape = if is_named(value, "Vec") { Shape::List } else { Shape::Value };
            Some((shape, value.to_token_stream()))
        }
        ("Basket", [key, value]) => Some((Shape::Basket, quote::quote!(::gateway_runtime::__support::Keyed<#key, #value>))),
        _ => None,
    }
}

/// Whether the last segment of a type's path is `name`.
pub(crate) fn is_named(ty: &Type, name: &str) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|segment| segment.ident == name))
}

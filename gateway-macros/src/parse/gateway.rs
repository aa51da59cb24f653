//! `#[gateway] struct`.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::{Fields, ItemStruct, Path, Type};

use super::args::{self, Args};
use crate::diag::Sink;
use crate::names;

/// The settings that every gateway has, of which a part cannot have the name.
const RESERVED: &[&str] = &["hold_until", "stop_timeout", "slow_node", "stalled"];

/// A gateway as declared.
pub(crate) struct GatewayInput {
    /// The struct, without the attributes that are ours.
    pub(crate) item: ItemStruct,
    pub(crate) doc: String,
    pub(crate) channels: Path,
    /// Whether values may be sent on channels that no module publishes: for tests.
    pub(crate) open: bool,
    pub(crate) parts: Vec<Part>,
}

/// One field: a module or a mount.
pub(crate) struct Part {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) path: Path,
    pub(crate) is_mount: bool,
}

impl Part {
    /// Whether two fields have the same type, as written.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        self.path.to_token_stream().to_string() == other.path.to_token_stream().to_string()
    }
}

pub(crate) fn parse(args: TokenStream, item: TokenStream, sink: &mut Sink) -> Option<GatewayInput> {
    let mut args = Args::parse("gateway", args, sink);
    let channels = args.assigned("channels", sink).and_then(|(name, value)| args::path(&name, &value, sink));
    let open = args.flag("open", sink).is_some();
    args.finish(&["channels", "open"], sink);
    let mut item: ItemStruct = sink.take(syn::parse2(item))?;
    if !item.generics.params.is_empty() {
        sink.error_at(&item.generics, "a gateway has no generic parameters: the graph is fixed at compile time");
    }
    let Some(channels) = channels else {
        if !sink.has_errors() {
            sink.error(
                item.ident.span(),
                format_args!("name the channels that the modules of `{}` share: `#[gateway(channels = ..)]`", item.ident),
            );
        }
        return None;
    };
    let Fields::Named(fields) = &mut item.fields else {
        sink.error_at(&item.ident, "a gateway is a struct with one named field for each module and mount");
        return None;
    };
    let mut parts: Vec<Part> = Vec::new();
    for field in &mut fields.named {
        let is_mount = !super::take_attrs(&mut field.attrs, "mount").is_empty();
        let Some(ident) = field.ident.clone() else { continue };
        let path = match &field.ty {
            Type::Path(path) if path.qself.is_none() => path.path.clone(),
            other => {
                sink.error_at(
                    other,
                    format_args!("field `{ident}` must be a module, named by its path; a mount is marked with `#[mount]`"),
                );
                continue;
            }
        };
        if RESERVED.iter().any(|name| names::text(&ident) == *name) {
            sink.error(ident.span(), format_args!("every gateway has a setting `{ident}` already; give this part another name"));
            continue;
        }
        if let Some(first) = parts.iter().find(|part| part.ident == ident) {
            sink.error(first.ident.span(), format_args!("two parts of this gateway are called `{ident}`: here the first"));
            sink.error(ident.span(), format_args!("here the second `{ident}`: give it another name"));
            continue;
        }
        parts.push(Part { ident, ty: field.ty.clone(), path, is_mount });
    }
    let doc = super::doc(&item.attrs);
    Some(GatewayInput { item, doc, channels, open, parts })
}

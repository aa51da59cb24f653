//! `#[gateway] struct` and `#[group] struct`: which modules run together.

use proc_macro2::{Ident, TokenStream};
use syn::{Attribute, Fields, ItemStruct, LitInt, Path, Type};

use super::args::{self, Args};
use super::channels::is_named;
use super::connect::same_path;
use crate::diag::Sink;
use crate::names;

/// The settings that every gateway has, of which a part cannot have the name.
const RESERVED: &[&str] = &["hold_until", "stop_timeout", "slow_node", "stalled"];

/// How many instances of a module a list may have at most.
const MOST_INSTANCES: usize = 64;

/// What such a struct is.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    Gateway,
    /// Modules that are reused as one.
    Group,
}

impl Kind {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Gateway => "gateway",
            Self::Group => "group",
        }
    }
}

/// A gateway or a group as declared.
pub(crate) struct GatewayInput {
    /// The struct, without the attributes that are ours.
    pub(crate) item: ItemStruct,
    pub(crate) doc: String,
    pub(crate) channels: Path,
    /// Whether values may be sent on channels that no module publishes: for tests.
    pub(crate) open: bool,
    pub(crate) parts: Vec<Part>,
    /// The field of type `ChannelSettings<..>`, if there is one.
    pub(crate) settings: Option<(Ident, Type)>,
}

/// One field: a module or a mount.
pub(crate) struct Part {
    pub(crate) ident: Ident,
    /// The type of the module or mount, or that of the modules in a list.
    pub(crate) ty: Type,
    pub(crate) path: Path,
    pub(crate) is_mount: bool,
    /// How many modules the list has at most, if it is one.
    pub(crate) instances: Option<usize>,
}

impl Part {
    /// Whether two fields have the same type, as written.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        same_path(&self.path, &other.path)
    }
}

pub(crate) fn parse(kind: Kind, args: TokenStream, item: TokenStream, sink: &mut Sink) -> Option<GatewayInput> {
    let word = kind.word();
    let mut args = Args::parse(word, args, sink);
    let channels = args.assigned("channels", sink).and_then(|(name, value)| args::path(&name, &value, sink));
    let open = kind == Kind::Gateway && args.flag("open", sink).is_some();
    args.finish(if kind == Kind::Gateway { &["channels", "open"] } else { &["channels"] }, sink);
    let mut item: ItemStruct = sink.take(syn::parse2(item))?;
    if !item.generics.params.is_empty() {
        sink.error_at(&item.generics, format_args!("a {word} has no generic parameters: the graph is fixed at compile time"));
    }
    let Some(channels) = channels else {
        if !sink.has_errors() {
            sink.error(
                item.ident.span(),
                format_args!("name the channels that the modules of `{}` share: `#[{word}(channels = ..)]`", item.ident),
            );
        }
        return None;
    };
    let Fields::Named(fields) = &mut item.fields else {
        sink.error_at(&item.ident, format_args!("a {word} is a struct with one named field for each of its modules"));
        return None;
    };
    let mut parts: Vec<Part> = Vec::new();
    let mut settings = None;
    for field in &mut fields.named {
        let mount = super::take_attrs(&mut field.attrs, "mount");
        let instances = super::take_attrs(&mut field.attrs, "instances");
        let Some(ident) = field.ident.clone() else { continue };
        field.ty = ungrouped(&field.ty).clone();
        if is_named(&field.ty, "ChannelSettings") {
            if kind == Kind::Group {
                sink.error(ident.span(), "a group has no settings of channels: they belong to the gateway");
            }
            if let Some((first, _)) = settings.replace((ident.clone(), field.ty.clone())) {
                sink.error(ident.span(), format_args!("the settings of the channels are in field `{first}` already"));
            }
            continue;
        }
        if let (Some(mount), Kind::Group) = (mount.first(), kind) {
            sink.error_at(mount, "a group has no mounts: they belong to the gateway, which is what the outside reaches");
            continue;
        }
        let is_mount = !mount.is_empty();
        let Some((ty, instances)) = listed(&ident, &field.ty, &instances, sink) else { continue };
        let path = match &ty {
            Type::Path(path) if path.qself.is_none() => path.path.clone(),
            other => {
                sink.error_at(
                    other,
                    format_args!("field `{ident}` must be a module, named by its path; a mount is marked with `#[mount]`"),
                );
                continue;
            }
        };
        if kind == Kind::Gateway && RESERVED.iter().any(|name| names::text(&ident) == *name) {
            sink.error(ident.span(), format_args!("every gateway has a setting `{ident}` already; give this part another name"));
            continue;
        }
        if let Some(first) = parts.iter().find(|part| part.ident == ident) {
            sink.error(first.ident.span(), format_args!("two parts of this {word} are called `{ident}`: here the first"));
            sink.error(ident.span(), format_args!("here the second `{ident}`: give it another name"));
            continue;
        }
        parts.push(Part { ident, ty, path, is_mount, instances });
    }
    let doc = super::doc(&item.attrs);
    Some(GatewayInput { item, doc, channels, open, parts, settings })
}

/// A type that a `macro_rules!` was given as `$ty:ty` stands in a group that nobody wrote.
fn ungrouped(mut ty: &Type) -> &Type {
    while let Type::Group(group) = ty {
        ty = &group.elem;
    }
    ty
}

/// The type of a field's modules, and how many there may be if it is a list.
fn listed(ident: &Ident, ty: &Type, attrs: &[Attribute], sink: &mut Sink) -> Option<(Type, Option<usize>)> {
    let module = super::channels::is_named(ty, "Vec").then(|| super::node::sole_argument(ty)).flatten().map(ungrouped);
    match (module, attrs.first()) {
        (None, None) => Some((ty.clone(), None)),
        (None, Some(attr)) => {
            sink.error_at(attr, "`#[instances(..)]` stands on a list of modules, a field `Vec<Module>`");
            None
        }
        (Some(_), None) => {
            sink.error_at(
                ty,
                format_args!("say how many modules `{ident}` may have at most: `#[instances(8)]`; configuration says how many there are"),
            );
            None
        }
        (Some(module), Some(attr)) => {
            let most: LitInt = sink.take(attr.parse_args())?;
            let most = sink.take(most.base10_parse::<usize>()).filter(|most| (1..=MOST_INSTANCES).contains(most));
            if most.is_none() {
                sink.error_at(attr, format_args!("a list has from 1 to {MOST_INSTANCES} modules at most: each of them is code"));
            }
            Some((module.clone(), Some(most?)))
        }
    }
}

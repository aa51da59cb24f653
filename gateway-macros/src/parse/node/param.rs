//! The parameters of a node: what it reads and keeps.

use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, GenericArgument, Pat, PathArguments, Type};

use super::offload;
use crate::diag::Sink;
use crate::model::{How, Keys};
use crate::parse::args::{self, Args};
use crate::parse::channels::is_named;
use crate::parse::take_attrs;

pub(crate) enum Param {
    Read(ReadInput),
    /// `Timestamp`: engine time.
    Now,
    /// `#[key] venue: &K`: the key of the tick for which a node with `per_key` runs.
    Key(KeyInput),
    /// `#[field] names: &T`: a static field of the channel set.
    Field(FieldInput),
    /// `#[state] &mut S`: state of this node alone.
    State(StateInput),
    /// `&mut Alarm<T>`: the node's own alarms.
    Alarm(AlarmInput),
}

/// Alarms of one node.
pub(crate) struct AlarmInput {
    /// What an alarm carries.
    pub(crate) ty: TokenStream,
    pub(crate) span: Span,
}

/// A static field that a node reads.
pub(crate) struct FieldInput {
    pub(crate) name: Ident,
    pub(crate) ty: Type,
}

/// The key for which a node runs.
pub(crate) struct KeyInput {
    pub(crate) ty: Type,
    pub(crate) span: Span,
}

/// State of one node.
pub(crate) struct StateInput {
    pub(crate) ty: TokenStream,
    /// What it begins with, if not with the default of its type.
    pub(crate) first: Option<TokenStream>,
    pub(crate) span: Span,
}

pub(crate) struct ReadInput {
    /// The channel.
    pub(crate) channel: Ident,
    pub(crate) how: How,
    /// The value itself is passed on, not a reference to it.
    pub(crate) owned: bool,
    /// The one key of a basket whose ticks are read.
    pub(crate) key: Option<KeyOf>,
    pub(crate) optional: bool,
    /// Where `#[feedback]` stands.
    pub(crate) feedback: Option<Span>,
    /// The type of the value that is read.
    pub(crate) ty: TokenStream,
    /// Whether its id and time are read too: `&Tick<T>` in the place of `&T`.
    pub(crate) stamped: bool,
    /// The type of the key, where a state is read.
    pub(crate) state: Option<TokenStream>,
    pub(crate) span: Span,
}

impl KeyOf {
    /// Which keys are read.
    pub(crate) fn keys(&self) -> Keys {
        match self {
            Self::Named(_) => Keys::Named,
            Self::Tick(_) => Keys::OfTick,
        }
    }
}

impl ReadInput {
    /// Where `#[key]` says that the key is that of the tick.
    pub(crate) fn of_tick(&self) -> Option<Span> {
        match self.key {
            Some(KeyOf::Tick(span)) => Some(span),
            _ => None,
        }
    }
}

/// Which key of a basket is read.
pub(crate) enum KeyOf {
    /// The one that an expression names.
    Named(Expr),
    /// That of the tick for which a node with `per_key` runs.
    Tick(Span),
}

/// `owned`: the node takes its ticks by value.
pub(super) fn parse_param(param: &mut syn::PatType, owned: bool, sink: &mut Sink) -> Option<Param> {
    let renamed = take_attrs(&mut param.attrs, "channel");
    let key = take_attrs(&mut param.attrs, "key");
    let optional = !take_attrs(&mut param.attrs, "optional").is_empty();
    let feedback = take_attrs(&mut param.attrs, "feedback").first().map(Spanned::span);
    if let Some(attr) = take_attrs(&mut param.attrs, "field").first() {
        if optional || feedback.is_some() || !renamed.is_empty() || !key.is_empty() {
            sink.error_at(&param.ty, "a static field is not a channel: beside `#[field]` it takes no attributes");
        }
        return parse_static(param, attr, sink).map(Param::Field);
    }
    let state = take_attrs(&mut param.attrs, "state");
    if owned && (!state.is_empty() || parse_alarm(&param.ty).is_some()) {
        sink.error_at(
            &param.ty,
            "state and alarms stay on the engine's thread, and this node does its work elsewhere; give it `&mut self` too, and return the work",
        );
        return None;
    }
    if !state.is_empty() {
        if optional || feedback.is_some() || !renamed.is_empty() || !key.is_empty() {
            sink.error_at(&param.ty, "state is not a channel: beside `#[state]` it takes no attributes");
        }
        return parse_state(param, &state, sink).map(Param::State);
    }
    if let Some(alarm) = parse_alarm(&param.ty) {
        if optional || feedback.is_some() || !renamed.is_empty() || !key.is_empty() {
            sink.error_at(&param.ty, "alarms are not a channel: they take no attributes");
        }
        return Some(Param::Alarm(alarm));
    }
    if is_named(&param.ty, "Timestamp") {
        if optional || feedback.is_some() || !renamed.is_empty() || !key.is_empty() {
            sink.error_at(&param.ty, "`Timestamp` is the engine time, not a channel: it takes no attributes");
        }
        return Some(Param::Now);
    }
    // `#[key] venue: &Venue` is the key itself; `#[key] limits: Latest<Limit>` reads a basket under it.
    let of_tick = key.first().filter(|attr| matches!(attr.meta, syn::Meta::Path(_))).map(|attr| attr.path().span());
    if let (Some(span), Type::Reference(_)) = (of_tick, &*param.ty) {
        return Some(Param::Key(KeyInput { ty: (*param.ty).clone(), span }));
    }
    let channel = match renamed.first() {
        Some(attr) => sink.take(attr.parse_args::<Ident>())?,
        None => match &*param.pat {
            Pat::Ident(pat) => {
                // `_orders` reads `orders` without using it.
                let name = pat.ident.to_string();
                let used = name.strip_prefix('_').and_then(|name| syn::parse_str::<Ident>(name).ok());
                used.map_or_else(|| pat.ident.clone(), |used| Ident::new(&used.to_string(), pat.ident.span()))
            }
            other => {
                sink.error_at(other, "a parameter is named after its channel, or says it: `#[channel(orders)]`");
                return None;
            }
        },
    };
    if let Some((how, [state, value])) = state_type(&param.ty) {
        if owned {
            offload::refuse_state(&param.ty, sink);
            return None;
        }
        if let Some(attr) = key.first() {
            sink.error_at(attr, "a state is read as a whole: leave `#[key]` out, and ask it for keys with `get`");
            return None;
        }
        let (span, state, ty) = (param.ty.span(), Some(state.to_token_stream()), value.to_token_stream());
        return Some(Param::Read(ReadInput { channel, how, owned, key: None, optional, feedback, ty, stamped: false, state, span }));
    }
    let read = if owned { Some(offload::owned_type(&param.ty, &channel, sink)?) } else { read_type(&param.ty) };
    let Some((how, value)) = read else {
        sink.error_at(
            &param.ty,
            format_args!(
                "a node cannot take this for channel `{channel}`: write `&T` to run once for each tick, `Option<&T>` to run when any \
                 input ticks, `Ticks<T>` for the whole burst, `Latest<T>` for the newest value without running for it; `State<K, T>` or \
                 `Changes<K, T>` for the newest value of every key; or `Timestamp` for the engine time"
            ),
        );
        return None;
    };
    let (ty, stamped) = stamped(value, how, sink)?;
    let key = match key.first() {
        Some(attr) => match of_tick {
            Some(span) => Some(KeyOf::Tick(span)),
            None => Some(KeyOf::Named(sink.take(attr.parse_args::<Expr>())?)),
        },
        None => None,
    };
    let span = param.ty.span();
    if stamped && key.is_some() {
        sink.error(
            span,
            format_args!("ids and times are read of a whole basket: take `&Tick<Keyed<K, T>>` without `#[key]`, or `&T` with it"),
        );
        return None;
    }
    Some(Param::Read(ReadInput { channel, how, owned, key, optional, feedback, ty, stamped, state: None, span }))
}

/// Reads a parameter `#[field] name: &T`, or `#[field(name)]`.
fn parse_static(param: &syn::PatType, attr: &Attribute, sink: &mut Sink) -> Option<FieldInput> {
    let name = match (&attr.meta, &*param.pat) {
        (syn::Meta::Path(_), Pat::Ident(pat)) => pat.ident.clone(),
        _ => sink.take(attr.parse_args::<Ident>())?,
    };
    if !matches!(&*param.ty, Type::Reference(reference) if reference.mutability.is_none()) {
        sink.error_at(&param.ty, format_args!("a node reads static field `{name}` by reference: `&T`"));
        return None;
    }
    Some(FieldInput { name, ty: (*param.ty).clone() })
}

/// Reads a parameter `#[state] name: &mut S`.
pub(crate) fn parse_state(param: &syn::PatType, attrs: &[Attribute], sink: &mut Sink) -> Option<StateInput> {
    let mut args = Args::of("state", attrs, sink);
    let first = args.assigned("default", sink).map(|(_, value)| args::default(&value));
    args.finish(&["default"], sink);
    match &*param.ty {
        Type::Reference(reference) if reference.mutability.is_some() => {
            let ty = &reference.elem;
            Some(StateInput { ty: ty.to_token_stream(), first, span: ty.span() })
        }
        other => {
            sink.error_at(
                other,
                "state of a node is `&mut S`: it begins as `S::default()`, or as `#[state(default = ..)]` says, and stays from run to run",
            );
            None
        }
    }
}

/// Reads the type `&mut Alarm<T>`.
pub(crate) fn parse_alarm(ty: &Type) -> Option<AlarmInput> {
    match ty {
        Type::Reference(reference) if reference.mutability.is_some() && is_named(&reference.elem, "Alarm") => {
            Some(AlarmInput { ty: sole_argument(&reference.elem)?.to_token_stream(), span: reference.elem.span() })
        }
        _ => None,
    }
}

/// How a parameter of this type reads its channel, and the type of a value.
pub(crate) fn read_type(ty: &Type) -> Option<(How, &Type)> {
    if let Some(value) = shared_reference(ty) {
        return Some((How::Each, value));
    }
    let argument = sole_argument(ty)?;
    if is_named(ty, "Option") {
        return Some((How::Maybe, shared_reference(argument)?));
    }
    if is_named(ty, "Ticks") {
        return Some((How::Burst, argument));
    }
    is_named(ty, "Latest").then_some((How::Sample, argument))
}

/// Reads the types `State<K, T>` and `Changes<K, T>`.
pub(crate) fn state_type(ty: &Type) -> Option<(How, [&Type; 2])> {
    let how = match () {
        () if is_named(ty, "State") => How::State,
        () if is_named(ty, "Changes") => How::Changes,
        () => return None,
    };
    let types: Vec<&Type> = arguments(ty)?.collect();
    Some((how, types.try_into().ok()?))
}

/// The type of a value that is read, by itself or as the `T` of `Tick<T>`.
pub(crate) fn stamped(value: &Type, how: How, sink: &mut Sink) -> Option<(TokenStream, bool)> {
    if !is_named(value, "Tick") {
        return Some((value.to_token_stream(), false));
    }
    if how == How::Sample {
        sink.error_at(
            value,
            "`Latest` gives values alone; to know the id and time of the newest tick, read `&Tick<T>` and keep it in state",
        );
        return None;
    }
    Some((sole_argument(value)?.to_token_stream(), true))
}

fn shared_reference(ty: &Type) -> Option<&Type> {
    match ty {
        Type::Reference(reference) if reference.mutability.is_none() => Some(&reference.elem),
        _ => None,
    }
}

/// The type arguments of `Name<..>`.
fn arguments(ty: &Type) -> Option<impl Iterator<Item = &Type>> {
    let Type::Path(path) = ty else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else { return None };
    Some(arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }))
}

/// The one type argument of `Name<..>`.
pub(crate) fn sole_argument(ty: &Type) -> Option<&Type> {
    let mut types = arguments(ty)?;
    let first = types.next()?;
    types.next().is_none().then_some(first)
}

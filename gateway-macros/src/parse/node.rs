//! `#[module(channels = ..)] impl`: nodes and hooks. Bodies of functions stay unread.

mod generator;
mod offload;
mod timer;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{
    Attribute, Expr, FnArg, GenericArgument, Generics, Pat, Path, PathArguments, ReturnType, Signature, Type, TypeParamBound, Visibility,
    braced,
};

use super::args::{self, Args};
use super::channels::is_named;
use super::connect::{Connect, same_path};
use super::target::{self, Target};
use crate::diag::Sink;
use crate::model::{How, Keys, Yield};

pub(crate) use offload::{Form, OffloadInput};

/// The impl block of a module as declared.
pub(crate) struct ModuleImpl {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) self_ty: Type,
    pub(crate) name: Ident,
    /// The channel set, `channels = ..`.
    pub(crate) channels: Path,
    pub(crate) items: Vec<Item>,
}

pub(crate) enum Item {
    Node(Box<NodeInput>),
    Hook(Hook, FnShell),
    /// `#[keys(basket)]`: a method that names keys of a basket.
    Keys(Ident, FnShell),
    Connect(Connect),
    Other(TokenStream),
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Hook {
    Start,
    Stop,
}

/// A function whose body is not read.
pub(crate) struct FnShell {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) sig: Signature,
    pub(crate) body: TokenStream,
}

impl ToTokens for FnShell {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { attrs, vis, sig, body } = self;
        tokens.extend(quote!(#(#attrs)* #vis #sig #body));
    }
}

/// A node as declared.
pub(crate) struct NodeInput {
    /// The method, without the attributes that are ours.
    pub(crate) shell: FnShell,
    pub(crate) drive: Drive,
    /// How its work runs off the engine's thread, if it does.
    pub(crate) offload: Option<OffloadInput>,
    pub(crate) params: Vec<Param>,
    pub(crate) publishes: Vec<Target>,
    /// Where `per_key` stands: it runs for each tick of a basket, with state of its own for every key.
    pub(crate) per_key: Option<Span>,
    /// What each value of the return type gives; of a tuple each part.
    pub(crate) yields: Vec<YieldInput>,
    /// Whether the return type is a `Result`.
    pub(crate) fallible: bool,
    /// The place of the return type, or of the name if nothing is returned.
    pub(crate) output: Span,
}

impl ModuleImpl {
    /// What connects nodes in it.
    pub(crate) fn connects(&self) -> impl Iterator<Item = &Connect> {
        self.items.iter().filter_map(|item| match item {
            Item::Connect(connect) => Some(connect),
            _ => None,
        })
    }

    /// The functions that it connects, each once.
    pub(crate) fn functions(&self) -> Vec<&Path> {
        let mut paths: Vec<&Path> = Vec::new();
        for line in self.connects().flat_map(|connect| &connect.lines) {
            if !paths.iter().any(|known| same_path(known, &line.function)) {
                paths.push(&line.function);
            }
        }
        paths
    }
}

impl NodeInput {
    /// Its `#[state]` parameters.
    pub(crate) fn states(&self) -> impl Iterator<Item = &StateInput> {
        self.params.iter().filter_map(|param| match param {
            Param::State(state) => Some(state),
            _ => None,
        })
    }

    /// Its `&mut Alarm<T>` parameters, of which there may be one.
    pub(crate) fn alarms(&self) -> impl Iterator<Item = &AlarmInput> {
        self.params.iter().filter_map(|param| match param {
            Param::Alarm(alarm) => Some(alarm),
            _ => None,
        })
    }
}

pub(crate) enum Drive {
    Ticks,
    /// When it ticks, as an expression.
    Timer(TokenStream),
    /// A method that gives the next timestamped value.
    Pull,
    /// A method that gives an iterator of timestamped values.
    Iterator,
    /// A method that gives a stream.
    Stream,
    /// A method that gives an iterator for a thread of its own; at which rate.
    Generator(TokenStream),
}

pub(crate) struct YieldInput {
    pub(crate) how: Yield,
    /// The type of the value itself.
    pub(crate) ty: TokenStream,
    pub(crate) span: Span,
}

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

/// The raw form of an impl block.
struct RawImpl {
    attrs: Vec<Attribute>,
    generics: Generics,
    self_ty: Type,
    items: Vec<RawItem>,
}

enum RawItem {
    Fn(FnShell),
    Other(TokenStream),
}

impl Parse for RawImpl {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        input.parse::<syn::Token![impl]>()?;
        let generics = input.parse()?;
        let self_ty: Type = input.parse()?;
        if input.peek(syn::Token![for]) {
            return Err(input.error("`#[module]` stands on the module's own `impl`, not on that of a trait"));
        }
        let content;
        braced!(content in input);
        let mut items = Vec::new();
        while !content.is_empty() {
            items.push(content.parse()?);
        }
        Ok(Self { attrs, generics, self_ty, items })
    }
}

impl Parse for RawItem {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let ahead = input.fork();
        let attrs = ahead.call(Attribute::parse_outer)?;
        let vis: Visibility = ahead.parse()?;
        let Ok(sig) = ahead.parse::<Signature>() else {
            return Ok(Self::Other(input.parse::<syn::ImplItem>()?.to_token_stream()));
        };
        syn::parse::discouraged::Speculative::advance_to(input, &ahead);
        let body = match input.parse::<TokenTree>()? {
            TokenTree::Group(group) if group.delimiter() == proc_macro2::Delimiter::Brace => group.to_token_stream(),
            other => return Err(syn::Error::new(other.span(), "expected the body of the function")),
        };
        Ok(Self::Fn(FnShell { attrs, vis, sig, body }))
    }
}

/// Whether the item is an `impl` block, as opposed to a struct.
pub(crate) fn is_impl(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    ahead.call(Attribute::parse_outer).is_ok() && ahead.peek(syn::Token![impl])
}

pub(crate) fn parse(args: TokenStream, item: TokenStream, sink: &mut Sink) -> Option<ModuleImpl> {
    let mut args = Args::parse("module", args, sink);
    let channels = args.assigned("channels", sink).and_then(|(name, value)| args::path(&name, &value, sink));
    args.finish(&["channels"], sink);
    let raw: RawImpl = sink.take(syn::parse2(item))?;
    if !raw.generics.params.is_empty() {
        sink.error_at(&raw.generics, "a module has no generic parameters: the graph is fixed at compile time");
    }
    let name = match &raw.self_ty {
        Type::Path(path) => path.path.get_ident().cloned(),
        _ => None,
    };
    let Some(name) = name else {
        sink.error_at(&raw.self_ty, "`#[module]` stands on the `impl` of a struct of this Rust module, named without a path");
        return None;
    };
    let Some(channels) = channels else {
        if !sink.has_errors() {
            sink.error(name.span(), format_args!("name the channels that the nodes of `{name}` work on: `#[module(channels = ..)]`"));
        }
        return None;
    };
    let items = raw.items.into_iter().map(|item| parse_item(item, sink)).collect();
    Some(ModuleImpl { attrs: raw.attrs, self_ty: raw.self_ty, name, channels, items })
}

fn parse_item(item: RawItem, sink: &mut Sink) -> Item {
    let mut shell = match item {
        RawItem::Fn(shell) => shell,
        RawItem::Other(tokens) => return Item::Other(tokens),
    };
    let node = super::take_attrs(&mut shell.attrs, "node");
    let start = super::take_attrs(&mut shell.attrs, "start");
    let stop = super::take_attrs(&mut shell.attrs, "stop");
    if let Some(keys) = super::take_attrs(&mut shell.attrs, "keys").first() {
        return keys_method(keys, shell, sink);
    }
    let connect = super::take_attrs(&mut shell.attrs, "connect");
    if let Some(attr) = connect.first() {
        if !(node.is_empty() && start.is_empty() && stop.is_empty()) {
            sink.error_at(
                &shell.sig.ident,
                format_args!("`{}` can be one of `#[node]`, `#[start]`, `#[stop]` and `#[connect]`", shell.sig.ident),
            );
        }
        return match super::connect::parse(attr, &shell, sink) {
            Some(connect) => Item::Connect(connect),
            None => Item::Other(TokenStream::new()),
        };
    }
    match (node.is_empty(), start.first(), stop.first()) {
        (false, None, None) => match parse_node(&node, shell, sink) {
            Ok(node) => Item::Node(Box::new(node)),
            Err(shell) => Item::Other(shell.to_token_stream()),
        },
        (true, Some(attr), None) => hook(Hook::Start, attr, shell, sink),
        (true, None, Some(attr)) => hook(Hook::Stop, attr, shell, sink),
        (true, None, None) => Item::Other(shell.to_token_stream()),
        _ => {
            sink.error_at(&shell.sig.ident, format_args!("`{}` can be one of `#[node]`, `#[start]` and `#[stop]`", shell.sig.ident));
            Item::Other(shell.to_token_stream())
        }
    }
}

fn hook(hook: Hook, attr: &Attribute, shell: FnShell, sink: &mut Sink) -> Item {
    let is_method = matches!(shell.sig.inputs.first(), Some(FnArg::Receiver(receiver)) if by_reference(receiver));
    if !is_method || shell.sig.inputs.len() != 1 || shell.sig.asyncness.is_some() {
        sink.error_at(&shell.sig, "a hook is `fn name(&mut self)`, and returns nothing or a `Result<(), E>`");
        return Item::Other(shell.to_token_stream());
    }
    if !matches!(attr.meta, syn::Meta::Path(_)) {
        sink.error_at(attr, "a hook's attribute takes no arguments");
    }
    Item::Hook(hook, shell)
}

/// A method `#[keys(quotes)] fn symbols(&self) -> Vec<String>`.
fn keys_method(attr: &Attribute, shell: FnShell, sink: &mut Sink) -> Item {
    let reads_only = match shell.sig.inputs.first() {
        Some(FnArg::Receiver(receiver)) => by_reference(receiver) && !receiver.to_token_stream().to_string().contains("mut"),
        _ => false,
    };
    if !reads_only || shell.sig.inputs.len() != 1 || matches!(shell.sig.output, ReturnType::Default) {
        sink.error_at(&shell.sig, "keys of a basket are named by a method `fn name(&self) -> Vec<K>`");
        return Item::Other(shell.to_token_stream());
    }
    match sink.take(attr.parse_args::<Ident>()) {
        Some(basket) => Item::Keys(basket, shell),
        None => Item::Other(shell.to_token_stream()),
    }
}

fn by_reference(receiver: &syn::Receiver) -> bool {
    matches!(receiver.kind, syn::ReceiverKind::Reference { .. })
}

/// Reads a node; gives the method back if it cannot be one.
fn parse_node(attrs: &[Attribute], mut shell: FnShell, sink: &mut Sink) -> Result<NodeInput, FnShell> {
    let mut args = Args::of("node", attrs, sink);
    let publishes = target::targets(&mut args, sink);
    let Ok(timer) = timer::Timer::take(&mut args, sink) else { return Err(shell) };
    let source = args.flag("source", sink);
    let arguments = offload::Arguments::take(&mut args, sink);
    let rate = args.assigned("rate", sink);
    let per_key = args.flag("per_key", sink);
    args.finish(&[&["publish", "source", "rate", "per_key"][..], &timer::Timer::NAMES, &offload::Arguments::NAMES].concat(), sink);

    let sig = &shell.sig;
    let mut sound = true;
    let work = if source.is_some() {
        arguments.refuse_on_source(sink);
        if let Some(asyncness) = &sig.asyncness {
            sink.error(asyncness.span(), "an async source is a plain `fn` that returns `impl Stream<Item = T> + Send + use<>`");
            return Err(shell);
        }
        None
    } else {
        match offload::form(sig, &arguments, sink) {
            Ok(work) => work,
            Err(()) => return Err(shell),
        }
    };
    if work.is_none() && source.is_none() {
        arguments.refuse(sink);
    }
    if let Some((name, _)) = &rate
        && (source.is_none() || arguments.blocking.is_none())
    {
        sink.error(name.span(), "`rate` is for a blocking source: `#[node(source, blocking, rate = 30, ..)]`, which returns an iterator");
        return Err(shell);
    }
    let form = work.as_ref().map(|(form, _)| *form);
    if !sig.generics.params.is_empty() {
        sink.error_at(&sig.generics, "a node has no generic parameters: its channels have fixed types");
        sound = false;
    }
    match sig.inputs.first() {
        Some(FnArg::Receiver(receiver)) if by_reference(receiver) => {}
        _ if form == Some(Form::Owned) && sig.receiver().is_none() => {}
        _ => {
            sink.error_at(&sig.ident, format_args!("node `{}` must be a method: give it `&self` or `&mut self`", sig.ident));
            sound = false;
        }
    }
    let output = if let ReturnType::Type(_, ty) = &sig.output { ty.span() } else { sig.ident.span() };
    let (drive, yields, fallible) = match (timer, source) {
        (Some(timer), Some(_)) => {
            let name = timer.name;
            sink.error(name.span(), format_args!("a node is driven by a timer, `{name}`, or is a `source`, not both"));
            return Err(shell);
        }
        (None, Some(_)) if arguments.blocking.is_some() => {
            let rate = match rate.map(|(_, value)| generator::rate(&value, sink)) {
                Some(None) => return Err(shell),
                given => given.flatten(),
            };
            match generator::output(&sig.output, rate, sink) {
                Some((drive, yields)) => (drive, vec![yields], false),
                None => return Err(shell),
            }
        }
        (None, Some(_)) => match source_output(&sig.output, sink) {
            Some((drive, yields)) => (drive, vec![yields], false),
            None => return Err(shell),
        },
        (timer, None) => {
            let drive = match timer.map(|timer| timer.recurrence(sink)) {
                None => Drive::Ticks,
                Some(Some(recurrence)) => Drive::Timer(recurrence),
                Some(None) => return Err(shell),
            };
            let (yields, fallible) = outputs(work.as_ref().map_or(&sig.output, |(_, output)| output));
            (drive, yields, fallible)
        }
    };
    let mut params = Vec::new();
    for input in &mut shell.sig.inputs {
        if let FnArg::Typed(param) = input {
            match parse_param(param, form == Some(Form::Owned), sink) {
                Some(param) => params.push(param),
                None => sound = false,
            }
        }
    }
    let offload = form.map(|form| arguments.into_input(form));
    if let (Some(span), Some(_)) = (per_key, &offload) {
        sink.error(span, "a node with state for each key runs on the engine's thread; give the key to the work, and keep its state there");
        sound = false;
    }
    let node = NodeInput { shell, drive, offload, params, publishes, per_key, yields, fallible, output };
    if sound { Ok(node) } else { Err(node.shell) }
}

/// `owned`: the node takes its ticks by value.
fn parse_param(param: &mut syn::PatType, owned: bool, sink: &mut Sink) -> Option<Param> {
    let renamed = super::take_attrs(&mut param.attrs, "channel");
    let key = super::take_attrs(&mut param.attrs, "key");
    let optional = !super::take_attrs(&mut param.attrs, "optional").is_empty();
    let feedback = super::take_attrs(&mut param.attrs, "feedback").first().map(Spanned::span);
    if let Some(attr) = super::take_attrs(&mut param.attrs, "field").first() {
        if optional || feedback.is_some() || !renamed.is_empty() || !key.is_empty() {
            sink.error_at(&param.ty, "a static field is not a channel: beside `#[field]` it takes no attributes");
        }
        return parse_static(param, attr, sink).map(Param::Field);
    }
    let state = super::take_attrs(&mut param.attrs, "state");
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
    let read = if owned { Some(offload::owned_type(&param.ty, &channel, sink)?) } else { read_type(&param.ty) };
    let Some((how, value)) = read else {
        sink.error_at(
            &param.ty,
            format_args!(
                "a node cannot take this for channel `{channel}`: write `&T` to run once for each tick, `Option<&T>` to run when any \
                 input ticks, `Ticks<T>` for the whole burst, `Latest<T>` for the newest value without running for it; or \
                 `Timestamp` for the engine time"
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
    Some(Param::Read(ReadInput { channel, how, owned, key, optional, feedback, ty, stamped, span }))
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

/// The one type argument of `Name<..>`.
pub(crate) fn sole_argument(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else { return None };
    let mut types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    let first = types.next()?;
    types.next().is_none().then_some(first)
}

/// What a return type gives: each part of a tuple by itself, and whether all is in a `Result`.
pub(crate) fn outputs(output: &ReturnType) -> (Vec<YieldInput>, bool) {
    let fallible = matches!(output, ReturnType::Type(_, ty) if is_named(ty, "Result"));
    (output_types(output).into_iter().map(yielded).collect(), fallible)
}

/// The types of the values that are returned: the parts of a tuple, out of a `Result`.
pub(crate) fn output_types(output: &ReturnType) -> Vec<&Type> {
    let ReturnType::Type(_, ty) = output else { return Vec::new() };
    let ty = match &**ty {
        result if is_named(result, "Result") => first_argument(result).unwrap_or(result),
        other => other,
    };
    match ty {
        Type::Tuple(tuple) => tuple.elems.iter().collect(),
        single => vec![single],
    }
}

fn first_argument(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

fn yielded(ty: &Type) -> YieldInput {
    let span = ty.span();
    if is_named(ty, "Option")
        && let Some(value) = sole_argument(ty)
    {
        return YieldInput { how: Yield::Maybe, ty: value.to_token_stream(), span };
    }
    // Whether a `Vec` is a burst, or one tick of a list, is known with its channel.
    if is_named(ty, "Vec")
        && let Some(value) = sole_argument(ty)
    {
        return YieldInput { how: Yield::Vec, ty: value.to_token_stream(), span };
    }
    match ty {
        Type::ImplTrait(_) | Type::Array(_) => YieldInput { how: Yield::Burst, ty: TokenStream::new(), span },
        other => YieldInput { how: Yield::Always, ty: other.to_token_stream(), span },
    }
}

/// The items of an `impl Iterator`.
fn iterator_item(ty: &Type) -> Option<&Type> {
    let Type::ImplTrait(ty) = ty else { return None };
    ty.bounds.iter().find_map(|bound| {
        let TypeParamBound::Trait(bound) = bound else { return None };
        let last = bound.path.segments.last().filter(|last| last.ident == "Iterator")?;
        let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
        arguments.args.iter().find_map(|argument| match argument {
            GenericArgument::AssocType(item) if item.ident == "Item" => Some(&item.ty),
            _ => None,
        })
    })
}

/// Whether an `impl Trait` has a `use<..>`.
fn says_what_it_captures(ty: &Type) -> bool {
    matches!(ty, Type::ImplTrait(ty) if ty.bounds.iter().any(|bound| matches!(bound, TypeParamBound::PreciseCapture(_))))
}

/// What drives a source, by its return type.
fn source_output(output: &ReturnType, sink: &mut Sink) -> Option<(Drive, YieldInput)> {
    const FORMS: &str = "a source returns `Option<(Timestamp, T)>`, called for one value after the other; or \
                         `impl Iterator<Item = (Timestamp, T)> + Send + use<>`; or `impl Stream<Item = T> + Send + use<>`, which is asynchronous; \
                         or with `blocking` `impl Iterator<Item = T> + Send + use<>`";
    let ReturnType::Type(_, ty) = output else {
        sink.error(Span::call_site(), FORMS);
        return None;
    };
    let span = ty.span();
    let text = ty.to_token_stream().to_string();
    let drive = match &**ty {
        option if is_named(option, "Option") => Drive::Pull,
        Type::ImplTrait(_) if text.contains("Stream") => Drive::Stream,
        Type::ImplTrait(_) if text.contains("Iterator") => Drive::Iterator,
        other => {
            sink.error_at(other, FORMS);
            return None;
        }
    };
    if !matches!(drive, Drive::Pull) && !says_what_it_captures(ty) {
        sink.error_at(ty, "the source outlives this borrow of `self`: add `+ use<>` to its type, and move what it needs into it");
        return None;
    }
    let yields = YieldInput { how: Yield::Maybe, ty: TokenStream::new(), span };
    Some((drive, yields))
}

/// When a timer ticks as an expression, for nodes that have one.
pub(crate) fn period(node: &NodeInput) -> Option<&TokenStream> {
    match &node.drive {
        Drive::Timer(period) => Some(period),
        _ => None,
    }
}

/// The rate of a blocking source, as an expression.
pub(crate) fn rate(node: &NodeInput) -> Option<&TokenStream> {
    match &node.drive {
        Drive::Generator(rate) => Some(rate),
        _ => None,
    }
}

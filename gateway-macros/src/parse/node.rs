//! `#[module(channels = ..)] impl`: nodes and hooks. Bodies of functions stay unread.

mod command;
mod generator;
mod offload;
mod output;
mod param;
mod timer;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Attribute, FnArg, Generics, Path, ReturnType, Signature, Type, Visibility, braced};

use super::args::{self, Args};
use super::connect::{Connect, same_path};
use super::target::{self, Target};
use crate::diag::Sink;
use output::source_output;
use param::parse_param;

pub(crate) use command::{CommandInput, CommandParam};
pub(crate) use offload::{Form, OffloadInput};
pub(crate) use output::{YieldInput, output_types, outputs};
pub(crate) use param::{
    AlarmInput, FieldInput, KeyInput, KeyOf, Param, ReadInput, StateInput, parse_alarm, parse_state, read_type, sole_argument, stamped,
    state_type,
};

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
    Command(Box<CommandInput>),
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
    let command = super::take_attrs(&mut shell.attrs, "command");
    let is_hook_or_node = !(node.is_empty() && start.is_empty() && stop.is_empty());
    if !command.is_empty() {
        if is_hook_or_node || !connect.is_empty() {
            sink.error_at(
                &shell.sig.ident,
                format_args!("`{}` can be one of `#[command]`, `#[node]`, `#[start]`, `#[stop]` and `#[connect]`", shell.sig.ident),
            );
            return Item::Other(shell.to_token_stream());
        }
        return match command::parse(&command, shell, sink) {
            Ok(command) => Item::Command(Box::new(command)),
            Err(shell) => Item::Other(shell.to_token_stream()),
        };
    }
    if let Some(attr) = connect.first() {
        if is_hook_or_node {
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

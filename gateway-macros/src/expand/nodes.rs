//! `#[module(channels = ..)] impl`: the methods as they are, wrappers over them in the channels' own types, and the
//! companion.
//!
//! The wrappers are where rustc compares types: a parameter's type must be what the channel carries
//! (`CarriedBy`), and the error stands at that very type.

pub(crate) mod connect;
mod kept;
mod offload;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use self::connect::Connections;
use crate::check::module::{channel, resolve_yield};
use crate::companion;
use crate::diag::Sink;
use crate::model::{ChannelSet, Drive, Function, How, Module, Node, Place, Publish, Read, Yield};
use crate::names;
use crate::parse::node::{self, Hook, Item, ModuleImpl, NodeInput, Param, ReadInput, YieldInput};

pub(crate) use offload::limits_name;

/// The first stage: the impl block as the user wrote it.
pub(crate) fn verbatim(module: &ModuleImpl) -> TokenStream {
    let ModuleImpl { attrs, self_ty, items, .. } = module;
    let items = items.iter().map(|item| match item {
        Item::Node(node) => {
            let shell = &node.shell;
            quote!(#[inline] #shell)
        }
        Item::Hook(_, shell) => quote!(#shell),
        Item::Connect(_) => TokenStream::new(),
        Item::Other(tokens) => tokens.clone(),
    });
    quote! {
        #(#attrs)*
        #[allow(clippy::needless_pass_by_value, clippy::unused_self, clippy::unused_async, clippy::unnecessary_wraps, clippy::trivially_copy_pass_by_ref, clippy::type_complexity, clippy::allow_attributes_without_reason)]
        impl #self_ty { #(#items)* }
    }
}

/// The hidden name of a node's wrapper.
pub(crate) fn wrapper_name(node: &Ident) -> Ident {
    format_ident!("__node_{}", names::text(node), span = node.span())
}

/// The hidden name of the method that tells a timer's period.
pub(crate) fn period_name(node: &Ident) -> Ident {
    format_ident!("__period_{}", names::text(node), span = node.span())
}

/// The second stage, with the channels known: wrappers and companion.
pub(crate) fn expand(
    module: &ModuleImpl,
    set: &ChannelSet,
    functions: &[(syn::Path, Function)],
    poisoned: bool,
    sink: &mut Sink,
) -> TokenStream {
    let ModuleImpl { self_ty, name, channels, items, .. } = module;
    let has = |kind: Hook| items.iter().any(|item| matches!(item, Item::Hook(hook, _) if *hook == kind));
    let mut description = Module {
        name: name.clone(),
        place: Place::of(name.span()),
        // Its own name, whatever this file imports it as.
        set: set.name.clone(),
        poisoned: false,
        start: has(Hook::Start),
        stop: has(Hook::Stop),
        nodes: Vec::new(),
        edges: Vec::new(),
    };
    let (mut wrappers, mut keeps) = (TokenStream::new(), TokenStream::new());
    for item in items {
        match item {
            Item::Node(node) => {
                if let Some((wrapper, described)) = wrap(module, node, set, sink) {
                    wrappers.extend(wrapper);
                    keeps.extend(kept::expand(self_ty, description.nodes.len(), node));
                    description.nodes.extend(offload::split(described));
                }
            }
            Item::Hook(hook, shell) => {
                let method = &shell.sig.ident;
                let wrapper = match hook {
                    Hook::Start => format_ident!("__start"),
                    Hook::Stop => format_ident!("__stop"),
                };
                wrappers.extend(quote_spanned! {method.span()=>
                    pub fn #wrapper(&mut self) -> ::core::result::Result<(), ::gateway_runtime::__support::NodeError> {
                        ::gateway_runtime::__support::HookResult::into_result(self.#method())
                    }
                });
            }
            // Connected nodes come after the module's own.
            Item::Connect(_) | Item::Other(_) => {}
        }
    }
    let mut connections = Connections::new(module, set, functions, &description.nodes);
    for item in items {
        if let Item::Connect(connect) = item {
            let connected = connections.expand(connect, sink);
            wrappers.extend(connected.wrappers);
            keeps.extend(connected.types);
            description.nodes.extend(connected.nodes);
        }
    }
    description.edges = connections.edges;
    description.poisoned = poisoned || sink.has_errors();
    let companion = companion::define(name, &description);
    let (wrappers, keeps) = if description.poisoned { Default::default() } else { (wrappers, keeps) };
    quote! {
        impl ::gateway_runtime::__support::Module for #self_ty { type Channels = #channels; }
        impl ::gateway_runtime::__support::ModuleOf<#channels> for #self_ty {}
        #[doc(hidden)]
        #[allow(clippy::all, clippy::pedantic, private_interfaces, unused_variables, clippy::allow_attributes_without_reason)]
        impl #self_ty { #wrappers }
        #keeps
        #companion
    }
}

/// The wrapper of a node, and its description.
fn wrap(module: &ModuleImpl, node: &NodeInput, set: &ChannelSet, sink: &mut Sink) -> Option<(TokenStream, Node)> {
    let name = &node.shell.sig.ident;
    let channels = &module.channels;
    let mut reads = Vec::new();
    let mut parameters = Vec::new();
    let mut arguments = Vec::new();
    let mut states = 0;
    let mut sound = true;
    for param in &node.params {
        match param {
            Param::Now => arguments.push(quote!(now)),
            Param::State(_) => {
                let place = Literal::usize_unsuffixed(states);
                arguments.push(quote!(&mut kept.state.#place));
                states += 1;
            }
            Param::Alarm(_) => arguments.push(quote!(&mut kept.alarm)),
            Param::Read(read) => {
                let Some(index) = channel(set, &read.channel, "reads", name, sink) else {
                    sound = false;
                    continue;
                };
                let parameter = format_ident!("p{}", reads.len());
                let definition = definition(channels, index, read.span);
                let (ty, argument) = pass(read, &parameter, &definition);
                parameters.push(quote!(#parameter: #ty));
                arguments.push(if read.owned { offload::owned(read, &argument) } else { argument });
                reads.push(Read {
                    name: read.channel.clone(),
                    place: Place::of(read.span),
                    channel: index,
                    private: false,
                    how: read.how,
                    stamped: read.stamped,
                    optional: read.optional,
                    feedback: read.feedback.is_some(),
                });
            }
        }
    }
    let mut publishes = Vec::new();
    let mut givens = Vec::new();
    for (given, target) in node.yields.iter().zip(&node.publishes) {
        let Some(index) = channel(set, target, "publishes", name, sink) else {
            sound = false;
            continue;
        };
        let how = resolve_yield(given.how, set.channels[index].shape);
        publishes.push(Publish { name: target.clone(), channel: index, private: false, how });
        givens.push((given, how, definition(channels, index, given.span)));
    }
    if !sound {
        return None;
    }
    let (drive, body) = body(node, &givens, &arguments);
    let wrapper = wrapper_name(name);
    let output = body.output;
    let code = body.code;
    let period = node::period(node).map(|period| {
        let method = period_name(name);
        quote!(pub fn #method(&self) -> ::core::time::Duration { #period })
    });
    let limits = node.offload.as_ref().map(|offload| offload::limits(node, offload));
    let keeps = kept::keeps(node);
    let alarm = node.alarms().next().is_some();
    let kept = keeps.then(|| kept::parameter(node));
    let tokens = quote! {
        #[inline]
        pub fn #wrapper(&mut self, #(#parameters,)* #kept now: ::gateway_runtime::Timestamp) -> #output { #code }
        #period
        #limits
    };
    let offload = node.offload.is_some();
    // What comes of work off the thread is looked at when it comes.
    let fallible = node.fallible && !offload;
    let described = Node { name: name.clone(), place: Place::of(name.span()), drive, fallible, keeps, alarm, offload, reads, publishes };
    Some((tokens, described))
}

/// The type that stands for channel number `index`.
fn definition(channels: &syn::Path, index: usize, span: Span) -> TokenStream {
    let index = Literal::usize_unsuffixed(index);
    quote_spanned!(span=> ::gateway_runtime::__support::DefAt<#channels, #index>)
}

/// A parameter of the wrapper, and how it is passed on. The conversions have the span of the user's type.
fn pass(read: &ReadInput, parameter: &Ident, definition: &TokenStream) -> (TokenStream, TokenStream) {
    let (span, ty) = (read.span, &read.ty);
    if read.stamped {
        let (value, function) = stamped(read.how, quote!(::gateway_runtime::__support::ValueOf<#definition>));
        return (value, quote_spanned!(span=> ::gateway_runtime::__support::#function::<#definition, #ty>(#parameter)));
    }
    match read.how {
        How::Each => (
            quote!(&::gateway_runtime::__support::ValueOf<#definition>),
            quote_spanned!(span=> ::gateway_runtime::__support::read::<#definition, #ty>(#parameter)),
        ),
        How::Maybe => (
            quote!(::core::option::Option<&::gateway_runtime::__support::ValueOf<#definition>>),
            quote_spanned!(span=> ::gateway_runtime::__support::read_option::<#definition, #ty>(#parameter)),
        ),
        How::Burst => (
            quote!(::gateway_runtime::__support::Ticks<'_, ::gateway_runtime::__support::ValueOf<#definition>>),
            quote_spanned!(span=> ::gateway_runtime::__support::read_ticks::<#definition, #ty>(#parameter)),
        ),
        How::Sample => (
            quote!(::gateway_runtime::__support::Latest<'_, ::gateway_runtime::__support::SampleOf<#definition>>),
            quote_spanned!(span=> ::gateway_runtime::__support::sample::<#definition, #ty>(#parameter)),
        ),
    }
}

/// The type of a parameter that reads ticks with ids and times, and the function that passes it on.
fn stamped(how: How, value: TokenStream) -> (TokenStream, Ident) {
    let tick = quote!(::gateway_runtime::__support::Tick<#value>);
    match how {
        How::Each => (quote!(&#tick), format_ident!("read_tick")),
        How::Maybe => (quote!(::core::option::Option<&#tick>), format_ident!("read_tick_option")),
        How::Burst | How::Sample => (quote!(::gateway_runtime::__support::Ticks<'_, #tick>), format_ident!("read_stamped_ticks")),
    }
}

struct Body {
    output: TokenStream,
    code: TokenStream,
}

/// What the wrapper returns: the node's values in the channels' types.
fn body(node: &NodeInput, givens: &[(&YieldInput, Yield, TokenStream)], arguments: &[TokenStream]) -> (Drive, Body) {
    let method = &node.shell.sig.ident;
    let call = quote!(self.#method(#(#arguments),*));
    let drive = match &node.drive {
        node::Drive::Ticks => Drive::Ticks,
        node::Drive::Timer(_) => Drive::Timer,
        node::Drive::Pull => Drive::Pull,
        node::Drive::Iterator => Drive::Iterator,
        node::Drive::Stream => Drive::Stream,
    };
    if let (true, Some((given, _, definition))) = (drive.is_source(), givens.first()) {
        let value = quote!(::gateway_runtime::__support::ValueOf<#definition>);
        let timed = quote!((::gateway_runtime::Timestamp, #value));
        let (output, function) = match drive {
            Drive::Pull => (quote!(::core::option::Option<#timed>), quote!(pulled)),
            Drive::Iterator => (quote!(::gateway_runtime::__support::BoxIterator<#timed>), quote!(iterated)),
            _ => (quote!(impl ::gateway_runtime::__support::Stream<Item = #value> + ::core::marker::Send + use<>), quote!(streamed)),
        };
        let code = quote_spanned!(given.span=> ::gateway_runtime::__support::#function::<#definition, _>(#call));
        return (drive, Body { output, code });
    }
    if let Some(offload) = &node.offload {
        return (drive, offload::body(node, offload, givens, arguments));
    }
    let converted =
        givens.iter().enumerate().map(|(place, (given, how, definition))| give(given, *how, &format_ident!("v{place}"), definition));
    let (types, converted): (Vec<_>, Vec<_>) = converted.unzip();
    let body = returned(&call, node.fallible, &types, &converted);
    (drive, body)
}

/// What a wrapper returns: the values `v0`, `v1`, .. that `call` gives, each with its type and converted.
fn returned(call: &TokenStream, fallible: bool, types: &[TokenStream], converted: &[TokenStream]) -> Body {
    let values: Vec<Ident> = (0..types.len()).map(|place| format_ident!("v{place}")).collect();
    let (output, pattern, converted) = match types.len() {
        0 => (quote!(()), quote!(_nothing), quote!(())),
        1 => (quote!(#(#types)*), quote!(#(#values)*), quote!(#(#converted)*)),
        _ => (quote!((#(#types),*)), quote!((#(#values),*)), quote!((#(#converted),*))),
    };
    if fallible {
        Body {
            output: quote!(::core::result::Result<#output, ::std::string::String>),
            code: quote!(match #call {
                ::core::result::Result::Ok(#pattern) => ::core::result::Result::Ok(#converted),
                ::core::result::Result::Err(error) => ::core::result::Result::Err(::std::string::ToString::to_string(&error)),
            }),
        }
    } else {
        Body { output, code: quote!(let #pattern = #call; #converted) }
    }
}

/// The type of one returned value in the wrapper, and its conversion, with the span of the user's type.
fn give(given: &YieldInput, how: Yield, value: &Ident, definition: &TokenStream) -> (TokenStream, TokenStream) {
    let span = given.span;
    let carried = quote!(::gateway_runtime::__support::ValueOf<#definition>);
    match how {
        Yield::Always => (carried, quote_spanned!(span=> ::gateway_runtime::__support::give::<#definition, _>(#value))),
        Yield::Maybe => (
            quote!(::core::option::Option<#carried>),
            quote_spanned!(span=> ::gateway_runtime::__support::give_option::<#definition, _>(#value)),
        ),
        Yield::Vec | Yield::Burst => (
            quote!(impl ::core::iter::Iterator<Item = #carried>),
            quote_spanned!(span=> ::gateway_runtime::__support::give_all::<#definition, _>(#value)),
        ),
    }
}

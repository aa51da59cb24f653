//! `#[module(channels = ..)] impl`: the methods as they are, wrappers over them in the channels' own types, and the
//! companion.
//!
//! The wrappers are where rustc compares types: a parameter's type must be what the channel carries
//! (`CarriedBy`), and the error stands at that very type.

pub(crate) mod command;
pub(crate) mod connect;
mod fields;
pub(crate) mod kept;
mod offload;
mod per_key;
mod returned;
mod states;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use self::connect::Connections;
use self::per_key::PerKey;
use self::returned::{Body, Form, Given, body, give, returned};
use super::keys::{self, Side};
use crate::check::module::{channel, resolve_yield, state};
use crate::companion;
use crate::diag::Sink;
use crate::model::{ChannelSet, Function, How, Keeps, Keys, Marks, Module, Node, Place, Publish, Read};
use crate::names;
use crate::parse::node::{self, Hook, Item, KeyOf, ModuleImpl, NodeInput, Param, ReadInput, YieldInput};
use crate::parse::target::Target;

pub(crate) use offload::limits_name;

/// The first stage: the impl block as the user wrote it.
pub(crate) fn verbatim(module: &ModuleImpl) -> TokenStream {
    let ModuleImpl { attrs, self_ty, items, .. } = module;
    let items = items.iter().map(|item| match item {
        Item::Node(node) => {
            let shell = &node.shell;
            quote!(#[inline] #shell)
        }
        Item::Hook(_, shell) | Item::Keys(_, shell) => quote!(#shell),
        Item::Command(command) => {
            let shell = &command.shell;
            quote!(#shell)
        }
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

/// The hidden name of the method that tells when a timer ticks.
pub(crate) fn period_name(node: &Ident) -> Ident {
    format_ident!("__period_{}", names::text(node), span = node.span())
}

/// The hidden name of the method that tells the rate of a blocking source.
pub(crate) fn rate_name(node: &Ident) -> Ident {
    format_ident!("__rate_{}", names::text(node), span = node.span())
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
        keys: Vec::new(),
        nodes: Vec::new(),
        edges: Vec::new(),
        commands: Vec::new(),
    };
    let (mut wrappers, mut keeps) = (TokenStream::new(), TokenStream::new());
    for item in items {
        match item {
            Item::Node(node) => {
                if let Some((wrapper, kept, described)) = wrap(module, node, description.nodes.len(), set, sink) {
                    wrappers.extend(wrapper);
                    keeps.extend(kept);
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
            Item::Keys(basket, shell) => {
                if let Some((index, method)) = keys::named_by(module, (basket, shell), description.keys.len(), set, sink) {
                    description.keys.push(index);
                    wrappers.extend(method);
                }
            }
            // A second one of the name is an error of rustc, to which nothing need be added.
            Item::Command(command) if description.commands.iter().any(|known| known.name == command.shell.sig.ident) => {}
            Item::Command(command) => {
                let places = (description.commands.len(), description.nodes.len());
                if let Some(expanded) = command::expand(module, command, places, set, sink) {
                    wrappers.extend(expanded.methods);
                    keeps.extend(expanded.arguments);
                    description.nodes.extend(expanded.node);
                    description.commands.push(expanded.described);
                }
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

/// The wrapper of node number `place`, what it keeps, and its description.
fn wrap(
    module: &ModuleImpl,
    node: &NodeInput,
    place: usize,
    set: &ChannelSet,
    sink: &mut Sink,
) -> Option<(TokenStream, TokenStream, Node)> {
    let name = &node.shell.sig.ident;
    let channels = &module.channels;
    let mut reads = Vec::new();
    let mut parameters = Vec::new();
    let mut arguments = Vec::new();
    let mut states = 0;
    let mut statics = Vec::new();
    let mut key_methods = TokenStream::new();
    let mut sound = true;
    let per_key = PerKey::of(node, set, channels, sink);
    if node.per_key.is_some() && per_key.is_none() {
        return None;
    }
    for param in &node.params {
        match param {
            Param::Key(key) => arguments.extend(per_key.as_ref().map(|basket| basket.key(key))),
            Param::Now => arguments.push(quote!(now)),
            Param::Field(field) => {
                sound &= fields::exists(set, field, name, sink);
                arguments.push(fields::pass(field));
                statics.push(field.name.clone());
            }
            Param::State(_) => {
                let place = Literal::usize_unsuffixed(states);
                arguments.push(if per_key.is_some() { quote!(&mut state.#place) } else { quote!(&mut kept.state.#place) });
                states += 1;
            }
            Param::Alarm(_) => arguments.push(quote!(&mut kept.alarm)),
            Param::Read(read) => {
                if let Some(key) = &read.state {
                    let Some(index) = state(set, &read.channel, name, sink) else {
                        sound = false;
                        continue;
                    };
                    let parameter = format_ident!("p{}", reads.len());
                    let (ty, argument) = states::pass(read, key, &parameter, channels, index);
                    parameters.push(quote!(#parameter: #ty));
                    arguments.push(argument);
                    reads.push(Read { state: Some(index), ..described(read, set.states[index].channel) });
                    continue;
                }
                let Some(index) = channel(set, &read.channel, "reads", &format!("node `{name}`"), sink) else {
                    sound = false;
                    continue;
                };
                let parameter = format_ident!("p{}", reads.len());
                let definition = definition(channels, index, read.span);
                if let Some(KeyOf::Named(key)) = &read.key {
                    sound &= keys::fits(set, index, key.span(), sink);
                    key_methods.extend(keys::method(name, Side::Read(reads.len()), key, &definition));
                }
                let (ty, argument) = match (&read.key, &per_key) {
                    (Some(KeyOf::Tick(span)), Some(basket)) => {
                        sound &= keys::fits(set, index, *span, sink);
                        basket.sample(read, &parameter, &definition)
                    }
                    (Some(_), _) => keys::pass((read.how, read.span), &read.ty, &parameter, &definition),
                    (None, Some(basket)) if read.how == How::Each => basket.tick(read),
                    (None, _) => pass(read, &parameter, &definition),
                };
                parameters.push(quote!(#parameter: #ty));
                arguments.push(if read.owned { offload::owned(read, &argument) } else { argument });
                reads.push(described(read, index));
            }
        }
    }
    let returned = Returned { kind: "node", name, yields: &node.yields, publishes: &node.publishes };
    let (publishes, givens) = outputs(module, &returned, set, per_key.as_ref(), &mut key_methods, sink)?;
    if !sound {
        return None;
    }
    let (drive, body) = body(node, &givens, &arguments);
    let wrapper = wrapper_name(name);
    let output = body.output;
    let code = body.code;
    let settings = settings(node);
    let keeps = kept::keeps(node);
    let key_type = per_key.as_ref().map(PerKey::key_type);
    let kept = (keeps != Keeps::Nothing).then(|| kept::parameter(node, key_type.as_ref()));
    let state_of_key = per_key.as_ref().filter(|_| states > 0).map(PerKey::state);
    let fields = fields::parameter(channels, &statics);
    let tokens = quote! {
        #[inline]
        pub fn #wrapper(&mut self, #(#parameters,)* #kept #fields now: ::gateway_runtime::Timestamp) -> #output { #state_of_key #code }
        #settings
        #key_methods
    };
    let offload = node.offload.is_some();
    // What comes of work off the thread is looked at when it comes.
    let fallible = node.fallible && !offload;
    let described =
        Node { name: name.clone(), place: Place::of(name.span()), drive, fallible, keeps, offload, reads, publishes, fields: statics };
    let keeps = kept::expand(&module.self_ty, place, node, key_type.as_ref());
    Some((tokens, keeps, described))
}

/// The methods that tell what a node has from the settings of its module.
fn settings(node: &NodeInput) -> TokenStream {
    let (period, rate) = (period(node), rate(node));
    let limits = node.offload.as_ref().map(|offload| offload::limits(node, offload));
    quote!(#period #rate #limits)
}

/// A read of channel number `index`, described.
fn described(read: &ReadInput, index: usize) -> Read {
    Read {
        name: read.channel.clone(),
        place: Place::of(read.span),
        channel: index,
        private: false,
        how: read.how,
        stamped: read.stamped,
        keys: read.key.as_ref().map_or(Keys::All, KeyOf::keys),
        state: None,
        marks: Marks { optional: read.optional, feedback: read.feedback.is_some() },
    }
}

/// What a method returns, and the channels that it goes to.
struct Returned<'a> {
    /// Node or command.
    kind: &'static str,
    name: &'a Ident,
    yields: &'a [YieldInput],
    publishes: &'a [Target],
}

/// What a node publishes, each value with its channel. The methods that tell its keys are added to `key_methods`.
fn outputs<'a>(
    module: &ModuleImpl,
    returned: &Returned<'a>,
    set: &ChannelSet,
    per_key: Option<&PerKey>,
    key_methods: &mut TokenStream,
    sink: &mut Sink,
) -> Option<(Vec<Publish>, Vec<Given<'a>>)> {
    let Returned { kind, name, .. } = returned;
    let (mut publishes, mut givens) = (Vec::new(), Vec::new());
    let mut sound = true;
    for (input, target) in returned.yields.iter().zip(returned.publishes) {
        let Some(index) = channel(set, &target.channel, "publishes", &format!("{kind} `{name}`"), sink) else {
            sound = false;
            continue;
        };
        let declared = &set.channels[index];
        let how = resolve_yield(input.how, declared);
        let definition = definition(&module.channels, index, input.span);
        if let Some(key) = &target.key {
            sound &= keys::fits(set, index, key.span(), sink);
            key_methods.extend(keys::method(name, Side::Publish(publishes.len()), key, &definition));
        }
        let keyed = target.key.is_some();
        publishes.push(Publish { name: target.channel.clone(), channel: index, private: false, how, keyed });
        givens.push(Given { input, how, form: Form::new(declared, keyed, per_key, input.span), definition });
    }
    sound.then_some((publishes, givens))
}

/// The method that tells when a timer ticks.
fn period(node: &NodeInput) -> Option<TokenStream> {
    let (period, method) = (node::period(node)?, period_name(&node.shell.sig.ident));
    Some(quote! {
        pub fn #method(&self) -> ::core::result::Result<::gateway_runtime::__support::Recurrence, ::std::string::String> { #period }
    })
}

/// The method that tells the rate of a blocking source.
fn rate(node: &NodeInput) -> Option<TokenStream> {
    let (rate, method) = (node::rate(node)?, rate_name(&node.shell.sig.ident));
    Some(quote! {
        pub fn #method(&self) -> ::core::result::Result<::core::option::Option<::gateway_runtime::Rate>, ::std::string::String> {
            ::gateway_runtime::__support::IntoRate::into_rate(#rate)
        }
    })
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
        How::Sample | How::State | How::Changes => (
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
        _ => (quote!(::gateway_runtime::__support::Ticks<'_, #tick>), format_ident!("read_stamped_ticks")),
    }
}

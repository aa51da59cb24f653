//! One function for each macro, which shows its stages.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::Parser;

use crate::companion::{self, Gathered};
use crate::diag::Sink;
use crate::model::{ChannelSet, Function, Graph, Multiplicity, Plan};
use crate::parse::gateway::Kind;
use crate::parse::node::{Item, ModuleImpl};
use crate::{check, expand, members, parse};

pub(crate) fn message(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut sink = Sink::default();
    let code = match parse::message::parse(args, item.clone(), &mut sink) {
        Some(input) => expand::message::expand(input),
        None => item,
    };
    with_errors(code, sink)
}

pub(crate) fn channels(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut sink = Sink::default();
    let code = match parse::channels::parse(args, item.clone(), &mut sink) {
        Some(input) => {
            check::states::check(&input.channels, &mut sink);
            let poisoned = sink.has_errors();
            expand::channels::expand(&input, poisoned, &mut sink)
        }
        None => item,
    };
    with_errors(code, sink)
}

pub(crate) fn module(args: TokenStream, item: TokenStream) -> TokenStream {
    let is_impl = |input: syn::parse::ParseStream<'_>| {
        let is_impl = parse::node::is_impl(input);
        input.parse::<TokenStream>().map(|_| is_impl)
    };
    if is_impl.parse2(item.clone()).unwrap_or(false) { module_impl(&args, &item) } else { module_struct(args, item) }
}

fn module_struct(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut sink = Sink::default();
    let input = sink.take(syn::parse2(item.clone())).and_then(|item| parse::module::parse(args, item, &mut sink));
    let code = match input {
        Some(input) => expand::module::expand(&input, &mut sink),
        None => item,
    };
    with_errors(code, sink)
}

fn module_impl(args: &TokenStream, item: &TokenStream) -> TokenStream {
    let mut sink = Sink::default();
    let Some(input) = parse::node::parse(args.clone(), item.clone(), &mut sink) else {
        return sink.into_tokens();
    };
    check_module(&input, &mut sink);
    let verbatim = expand::nodes::verbatim(&input);
    // The companions of the channels and of connected functions hand the impl block on, with what there is to know of them.
    let relay = companion::call_all(&quote!({ #args } #item), &input.channels, &input.functions(), "module_with_channels");
    with_errors(quote!(#verbatim #relay), sink)
}

fn check_module(input: &ModuleImpl, sink: &mut Sink) {
    let nodes = input.items.iter().filter_map(|item| match item {
        Item::Node(node) => Some(&**node),
        _ => None,
    });
    check::module::nodes(nodes, sink);
    check::module::hooks(input, sink);
    check::command::outputs(input, sink);
}

pub(crate) fn module_with_channels(gathered: TokenStream) -> TokenStream {
    let mut sink = Sink::default();
    let read = || -> syn::Result<(TokenStream, ChannelSet, Gathered)> {
        let mut gathered: Gathered = syn::parse2(gathered)?;
        Ok((gathered.next_tokens()?, gathered.next()?, gathered))
    };
    let Some((item, set, mut gathered)) = sink.take(read()) else { return sink.into_tokens() };
    // The first stage has reported what it found; here it only matters that there was something.
    let mut reported = Sink::default();
    let Some(input) = split(item).and_then(|(args, item)| parse::node::parse(args, item, &mut reported)) else {
        return sink.into_tokens();
    };
    check_module(&input, &mut reported);
    let functions = input.functions().into_iter().map(|path| Ok((path.clone(), gathered.next::<Function>()?))).collect();
    let functions: Vec<(syn::Path, Function)> = sink.take(functions).unwrap_or_default();
    let poisoned = reported.has_errors() || set.poisoned || functions.iter().any(|(_, function)| function.poisoned);
    let mut found = if set.poisoned { Sink::default() } else { sink };
    let code = expand::nodes::expand(&input, &set, &functions, poisoned, &mut found);
    if set.poisoned { code } else { with_errors(code, found) }
}

/// The arguments of an attribute, in braces, and the item that it stood on.
pub(crate) fn split(tokens: TokenStream) -> Option<(TokenStream, TokenStream)> {
    let mut tokens = tokens.into_iter();
    match tokens.next()? {
        proc_macro2::TokenTree::Group(args) => Some((args.stream(), tokens.collect())),
        _ => None,
    }
}

pub(crate) fn companion_of_group(gathered: TokenStream) -> TokenStream {
    syn::parse2(gathered).and_then(companion::group).unwrap_or_else(|error| error.to_compile_error())
}

pub(crate) fn node(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut sink = Sink::default();
    if parse::function::is_function(&item) {
        let code = match parse::function::parse(args, item.clone(), &mut sink) {
            Some(input) => expand::function::expand(&input, sink.has_errors()),
            None => item,
        };
        return with_errors(code, sink);
    }
    sink.error(Span::call_site(), "`#[node]` stands on methods of a module: inside an `impl` with `#[module(channels = ..)]`");
    with_errors(item, sink)
}

/// `#[module]` takes these functions out of its `impl`; one that gets here stands elsewhere. It is left out, since without a module
/// nothing in it means anything.
pub(crate) fn connect(_args: TokenStream, _item: TokenStream) -> TokenStream {
    let mut sink = Sink::default();
    sink.error(Span::call_site(), "`#[connect]` stands on methods of a module: inside an `impl` with `#[module(channels = ..)]`");
    sink.into_tokens()
}

/// `#[module]` takes these methods out of its `impl`; one that gets here stands elsewhere.
pub(crate) fn command(_args: TokenStream, item: TokenStream) -> TokenStream {
    let mut sink = Sink::default();
    sink.error(Span::call_site(), "`#[command]` stands on methods of a module: inside an `impl` with `#[module(channels = ..)]`");
    with_errors(item, sink)
}

pub(crate) fn gateway(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut sink = Sink::default();
    let Some(input) = parse::gateway::parse(Kind::Gateway, args.clone(), item.clone(), &mut sink) else {
        return with_errors(item, sink);
    };
    if sink.has_errors() {
        return with_errors(expand::gateway::stand_in(&input), sink);
    }
    let paths = distinct(&input);
    let relay = companion::call_all(&quote!({ #args } #item), &input.channels, &paths, "gateway_with_modules");
    let item = &input.item;
    // Not left to the second stage: if a field is no module, its companion does not exist, and there is no such stage.
    let assertions = expand::gateway::are_modules(&input);
    quote! {
        #[allow(dead_code, clippy::allow_attributes_without_reason)]
        #item
        #assertions
        #relay
    }
}

pub(crate) fn gateway_with_modules(gathered: TokenStream) -> TokenStream {
    let mut sink = Sink::default();
    let Some((input, set, fields, modules)) = sink.take(members::gateway(gathered)) else { return sink.into_tokens() };
    let poisoned = set.poisoned || modules.iter().any(|part| part.module.poisoned);
    if poisoned {
        return expand::gateway::stand_in(&input);
    }
    let mounts = input.parts.iter().filter(|part| part.is_mount).map(|part| (part.ident.clone(), part.ty.clone()));
    let mut graph = Graph::new(input.item.ident.clone(), input.doc.clone(), input.channels.clone(), set, fields, modules, mounts.collect());
    graph.settings = input.settings.as_ref().map(|(field, _)| field.clone());
    if input.open {
        graph.open();
    }
    if !check::wiring::same_set(&graph, &mut sink) {
        return with_errors(expand::gateway::stand_in(&input), sink);
    }
    let multiplicity = Multiplicity::of(&graph);
    check::wiring::check(&graph, &multiplicity, &mut sink);
    let plan = Plan::of(&graph);
    if plan.is_err() {
        check::wiring::loops(&graph, &mut sink);
    }
    match plan {
        Ok(plan) if !sink.has_errors() => expand::gateway::expand(&input, &graph, &plan, &multiplicity),
        _ => with_errors(expand::gateway::stand_in(&input), sink),
    }
}

pub(crate) fn group(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut sink = Sink::default();
    let Some(input) = parse::gateway::parse(Kind::Group, args.clone(), item.clone(), &mut sink) else {
        return with_errors(item, sink);
    };
    if sink.has_errors() {
        return with_errors(input.item.to_token_stream(), sink);
    }
    let code = expand::group::expand(&input);
    let paths = distinct(&input);
    let relay = match paths.split_first() {
        Some((first, others)) => companion::call_all(&quote!({ #args } #item), first, others, "group_with_members"),
        None => TokenStream::new(),
    };
    quote!(#code #relay)
}

pub(crate) fn group_with_members(gathered: TokenStream) -> TokenStream {
    let mut sink = Sink::default();
    let code = sink.take(members::group(gathered).map(|(input, holds, group)| expand::group::with_members(&input, &holds, &group)));
    with_errors(code.unwrap_or_default(), sink)
}

/// The types of the modules, each once, however many fields have it.
fn distinct(input: &parse::gateway::GatewayInput) -> Vec<&syn::Path> {
    let mut modules: Vec<&parse::gateway::Part> = Vec::new();
    for part in input.parts.iter().filter(|part| !part.is_mount) {
        if !modules.iter().any(|known| known.is_like(part)) {
            modules.push(part);
        }
    }
    modules.into_iter().map(|part| &part.path).collect()
}

fn with_errors(code: TokenStream, sink: Sink) -> TokenStream {
    let errors = sink.into_tokens();
    quote!(#code #errors)
}

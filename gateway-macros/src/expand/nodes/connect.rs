//! `#[connect]`: for each line a wrapper over its function, as nodes of the module have them, and for each `let` the
//! type of an edge.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Path, Type};

use super::{Form, definition, give, wrapper_name};
use crate::check::connect as check;
use crate::check::module::{channel, resolve_yield};
use crate::diag::Sink;
use crate::model::{ChannelSet, Drive, Edge, Function, Given, How, Keys, Node, Place, Publish, Read, Yield, function};
use crate::names;
use crate::parse::connect::{Argument, Connect, Line, Target, same_path};
use crate::parse::node::{ModuleImpl, YieldInput};

/// What connects the nodes of one module.
pub(super) struct Connections<'a> {
    pub(super) module: &'a ModuleImpl,
    pub(super) set: &'a ChannelSet,
    /// The functions, as the module writes them.
    pub(super) functions: &'a [(Path, Function)],
    /// The edges so far: those of the `#[connect]` at hand can be named, from `scope` on.
    pub(super) edges: Vec<Edge>,
    scope: usize,
    /// The edges of the `#[connect]` at hand whose lines have mistakes, which have been reported.
    broken: Vec<Ident>,
    /// The names of nodes so far.
    names: Vec<String>,
    /// How many nodes the module has so far.
    count: usize,
}

/// Code and description of the nodes of one `#[connect]`.
#[derive(Default)]
pub(super) struct Connected {
    pub(super) wrappers: TokenStream,
    pub(super) types: TokenStream,
    pub(super) nodes: Vec<Node>,
}

/// An input of a node: an edge of this module, or a channel.
struct Source {
    /// Its place among the edges, or in the channel set.
    place: usize,
    private: bool,
}

impl<'a> Connections<'a> {
    pub(super) fn new(module: &'a ModuleImpl, set: &'a ChannelSet, functions: &'a [(Path, Function)], nodes: &[Node]) -> Self {
        let names = nodes.iter().map(|node| names::text(&node.name)).collect();
        Self { module, set, functions, edges: Vec::new(), scope: 0, broken: Vec::new(), names, count: nodes.len() }
    }

    pub(super) fn expand(&mut self, connect: &Connect, sink: &mut Sink) -> Connected {
        let mut connected = Connected::default();
        self.scope = self.edges.len();
        self.broken.clone_from(&connect.broken);
        for line in &connect.lines {
            // What is wrong with the function itself has been reported where it stands.
            let known = self.functions.iter().find(|(path, function)| same_path(path, &line.function) && !function.poisoned);
            let connecting = known.and_then(|(_, function)| self.line(connect, line, function, &mut connected, sink));
            if connecting.is_none() {
                self.broken.extend(line.edges().cloned());
            }
        }
        connected.types.extend(unused_edges(connect));
        connected
    }

    /// Connects one line. `None` if it has mistakes, which are reported.
    fn line(&mut self, connect: &Connect, line: &Line, function: &Function, connected: &mut Connected, sink: &mut Sink) -> Option<()> {
        let arguments = check::arguments(line, function, sink);
        let sources = self.sources(connect, line, function, &arguments, sink);
        let targets_fit = check::targets_fit(line, function, sink);
        let sources = sources.filter(|_| targets_fit)?;
        let name = self.name(connect, line);
        let wrapper = wrapper_name(&name);
        let path = &line.function;

        let (mut reads, mut parameters, mut passed, mut inputs) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (mut states, mut arguments, mut sources) = (0, arguments.into_iter(), sources.into_iter());
        for param in &function.params {
            match param {
                function::Param::Now => passed.push(quote!(now)),
                function::Param::State => {
                    let place = Literal::usize_unsuffixed(states);
                    passed.push(quote!(&mut kept.state.#place));
                    states += 1;
                }
                function::Param::Alarm => passed.push(quote!(&mut kept.alarm)),
                function::Param::Given { .. } => {
                    let value = arguments.next().map(|argument| &argument.value);
                    passed.push(quote!(#value));
                }
                function::Param::Read { how, stamped, .. } => {
                    let (Some(argument), Some(source)) = (arguments.next(), sources.next()) else { continue };
                    let Some(named) = argument.name() else { continue };
                    let parameter = format_ident!("p{}", reads.len(), span = named.span());
                    if *stamped && source.private {
                        sink.error(
                            named.span(),
                            format_args!("`{named}` is an edge inside the module, whose ticks have no ids; `&Tick<T>` reads channels"),
                        );
                        return None;
                    }
                    let (ty, input) = self.read(&source, *how, *stamped, named);
                    parameters.push(quote!(#parameter: #ty));
                    passed.push(quote!(#parameter));
                    inputs.push(input);
                    reads.push(Read {
                        name: named.clone(),
                        place: Place::of(named.span()),
                        channel: source.place,
                        private: source.private,
                        how: *how,
                        stamped: *stamped,
                        keys: Keys::All,
                        optional: argument.optional,
                        feedback: argument.feedback,
                    });
                }
            }
        }
        let inputs_alone = quote!((#(#inputs,)*));
        let outputs = self.outputs(line, function, &inputs_alone, connected, sink)?;
        if function.keeps_what_it_gives {
            inputs.extend(outputs.ticks.iter().cloned());
        }
        let inputs = quote!((#(#inputs,)*));
        let kept = function.keeps().then(|| {
            let state = quote_spanned!(line.span=> <#path as ::gateway_runtime::__support::NodeState<#inputs>>);
            let (module, place) = (&self.module.self_ty, Literal::usize_unsuffixed(self.count));
            connected.types.extend(quote! {
                impl ::gateway_runtime::__support::Keeps<#place> for #module {
                    type State = #state::State;
                    type Alarm = #state::Alarm;
                    fn first() -> Self::State { #state::first() }
                }
            });
            quote!(kept: &mut ::gateway_runtime::__support::Kept<#state::State, #state::Alarm>,)
        });
        let call = quote_spanned!(line.span=> #path(#(#passed),*));
        let body = super::returned(&call, function.fallible, &outputs.types, &outputs.conversions);
        let (output, code) = (body.output, body.code);
        connected.wrappers.extend(quote! {
            #[inline]
            pub fn #wrapper(&mut self, #(#parameters,)* #kept now: ::gateway_runtime::Timestamp) -> #output { #code }
        });
        connected.nodes.push(Node {
            place: Place::of(line.function.segments.last().map_or(line.span, |segment| segment.ident.span())),
            name,
            drive: Drive::Ticks,
            fallible: function.fallible,
            keeps: function.keeps(),
            alarm: function.has_alarm(),
            offload: false,
            fields: Vec::new(),
            reads,
            publishes: outputs.publishes,
        });
        self.count += 1;
        Some(())
    }

    /// The inputs of a line, each found among its edges or the channels.
    fn sources(
        &self,
        connect: &Connect,
        line: &Line,
        function: &Function,
        arguments: &[&Argument],
        sink: &mut Sink,
    ) -> Option<Vec<Source>> {
        let parameters =
            function.params.iter().filter(|param| matches!(param, function::Param::Read { .. } | function::Param::Given { .. }));
        let mut sources = Vec::new();
        let mut sound = arguments.len() == parameters.clone().count();
        for (parameter, argument) in parameters.zip(arguments) {
            let function::Param::Read { name: input, .. } = parameter else { continue };
            let Some(named) = argument.name() else {
                sink.error_at(
                    &argument.value,
                    format_args!(
                        "input `{input}` of node `{}` takes the name of an edge or of a channel; what another node gives, name with `let` \
                         in a line above",
                        function.name
                    ),
                );
                sound = false;
                continue;
            };
            match self.source(named, connect, line, sink) {
                Some(source) => sources.push(source),
                None => sound = false,
            }
        }
        sound.then_some(sources)
    }

    fn source(&self, named: &Ident, connect: &Connect, line: &Line, sink: &mut Sink) -> Option<Source> {
        let edge = self.edges.iter().enumerate().skip(self.scope).rfind(|(_, edge)| edge.name == *named);
        if let Some((place, _)) = edge {
            return Some(Source { place, private: true });
        }
        if let Some(place) = self.set.find(named) {
            return Some(Source { place, private: false });
        }
        if !self.broken.contains(named) {
            let known: Vec<String> = self.edges.iter().skip(self.scope).map(|edge| edge.name.to_string()).collect();
            check::unknown_input(named, line, connect, self.module, known, self.set, sink);
        }
        None
    }

    /// The type of a wrapper's parameter, and the type by which the function's traits know it.
    fn read(&self, source: &Source, how: How, stamped: bool, named: &Ident) -> (TokenStream, TokenStream) {
        let span = named.span();
        let value = if source.private {
            self.edge_value(source.place)
        } else {
            let definition = definition(&self.module.channels, source.place, span);
            quote_spanned!(span=> ::gateway_runtime::__support::ValueOf<#definition>)
        };
        if stamped {
            return (super::stamped(how, value.clone()).0, value);
        }
        match how {
            How::Each => (quote!(&#value), value),
            How::Maybe => (quote!(::core::option::Option<&#value>), value),
            How::Burst => (quote!(::gateway_runtime::__support::Ticks<'_, #value>), value),
            How::Sample => {
                let sample = if source.private {
                    value
                } else {
                    let definition = definition(&self.module.channels, source.place, span);
                    quote_spanned!(span=> ::gateway_runtime::__support::SampleOf<#definition>)
                };
                (quote!(::gateway_runtime::__support::Latest<'_, #sample>), sample)
            }
        }
    }

    fn edge_value(&self, edge: usize) -> TokenStream {
        let (module, place) = (&self.module.self_ty, Literal::usize_unsuffixed(edge));
        quote!(<#module as ::gateway_runtime::__support::EdgeAt<#place>>::Value)
    }

    /// What the values of a line are, and where they go.
    fn outputs(
        &mut self,
        line: &Line,
        function: &Function,
        inputs: &TokenStream,
        connected: &mut Connected,
        sink: &mut Sink,
    ) -> Option<Outputs> {
        let mut outputs = Outputs::default();
        let mut sound = true;
        for (place, (target, given)) in line.targets.iter().zip(&function.yields).enumerate() {
            // Called by its name in generated code, but shown where the user says what it is.
            let span = match target {
                Target::Channel(name) | Target::Edge { name, ty: None } => name.span(),
                Target::Edge { ty: Some(ty), .. } => ty.span(),
            };
            let value = format_ident!("v{place}", span = Span::call_site().located_at(span));
            match target {
                Target::Channel(name) => {
                    let Some(index) = channel(self.set, name, "publishes", &function.name, sink) else {
                        sound = false;
                        continue;
                    };
                    let target = &self.set.channels[index];
                    let how = resolve_yield(given.how, target);
                    let definition = definition(&self.module.channels, index, name.span());
                    let form = Form::new(target, false, None, name.span());
                    let (tick, _) = form.of(&definition, "give");
                    // A list that is a burst on its channel is one value of the function.
                    let is_list = given.how == Yield::Vec && how == Yield::Burst;
                    outputs.ticks.push(if is_list { quote!(::std::vec::Vec<#tick>) } else { tick });
                    let input = YieldInput { how: given.how, ty: TokenStream::new(), span: name.span() };
                    let (ty, conversion) = give(&super::Given { input: &input, how, form, definition }, &value);
                    outputs.types.push(ty);
                    outputs.conversions.push(conversion);
                    outputs.publishes.push(Publish { name: name.clone(), channel: index, private: false, how, keyed: false });
                }
                Target::Edge { name, ty } => {
                    let Some(edge) = edge_type(line, function, given, (place, name, ty.as_ref()), inputs, sink) else {
                        sound = false;
                        continue;
                    };
                    let index = self.edges.len();
                    let (module, number) = (&self.module.self_ty, Literal::usize_unsuffixed(index));
                    connected.types.extend(quote! {
                        impl ::gateway_runtime::__support::EdgeAt<#number> for #module { type Value = #edge; }
                    });
                    // Nobody but this module looks at the values: a list is one of them.
                    let how = if given.how == Yield::Vec { Yield::Always } else { given.how };
                    let carried = self.edge_value(index);
                    outputs.ticks.push(carried.clone());
                    let (ty, conversion) = match how {
                        Yield::Always | Yield::Vec => (carried, quote!(#value)),
                        Yield::Maybe => (quote!(::core::option::Option<#carried>), quote!(#value)),
                        Yield::Burst => {
                            let values = quote!(::core::iter::IntoIterator::into_iter(#value));
                            (quote!(impl ::core::iter::Iterator<Item = #carried>), values)
                        }
                    };
                    outputs.types.push(ty);
                    outputs.conversions.push(conversion);
                    outputs.publishes.push(Publish { name: name.clone(), channel: index, private: true, how, keyed: false });
                    self.edges.push(Edge { name: name.clone(), place: Place::of(name.span()) });
                }
            }
        }
        sound.then_some(outputs)
    }

    /// A name for the node of a line that no other node of the module has.
    fn name(&mut self, connect: &Connect, line: &Line) -> Ident {
        let target = line.targets.first().map(|target| match target {
            Target::Edge { name, .. } | Target::Channel(name) => name,
        });
        let target = target.or(line.function.segments.last().map(|segment| &segment.ident)).unwrap_or(&connect.name);
        let base = format!("{}_{}", names::text(&connect.name), names::text(target));
        let mut name = base.clone();
        for number in 2.. {
            if !self.names.contains(&name) {
                break;
            }
            name = format!("{base}_{number}");
        }
        self.names.push(name.clone());
        Ident::new(&name, target.span())
    }
}

#[derive(Default)]
struct Outputs {
    /// What each value is in one tick.
    ticks: Vec<TokenStream>,
    types: Vec<TokenStream>,
    conversions: Vec<TokenStream>,
    publishes: Vec<Publish>,
}

/// The type of an edge: as annotated, or as it follows from the inputs.
fn edge_type(
    line: &Line,
    function: &Function,
    given: &Given,
    (place, name, ty): (usize, &Ident, Option<&Type>),
    inputs: &TokenStream,
    sink: &mut Sink,
) -> Option<TokenStream> {
    if let Some(ty) = ty {
        return Some(quote!(#ty));
    }
    if !given.determined {
        sink.error(
            name.span(),
            format_args!("the inputs of node `{}` do not tell the type of `{name}`: write it, `let {name}: T = ..`", function.name),
        );
        return None;
    }
    let (path, place) = (&line.function, Literal::usize_unsuffixed(place));
    Some(quote_spanned!(line.span=> <#path as ::gateway_runtime::__support::NodeOutput<#inputs, #place>>::Value))
}

/// Lets rustc warn of edges that nobody reads, as it does of variables: they become some, in a function never called.
fn unused_edges(connect: &Connect) -> TokenStream {
    let lines = connect.lines.iter().map(|line| {
        let used = line.arguments.iter().filter_map(Argument::name);
        let edges = line.targets.iter().filter_map(|target| match target {
            Target::Edge { name, .. } => Some(name),
            Target::Channel(_) => None,
        });
        let used = used.filter(|name| is_edge(connect, name));
        quote!(#(let _ = &#used;)* #(let #edges = ();)*)
    });
    // Beside the module, whose wrappers may have unused variables.
    quote! {
        const _: () = {
            #[allow(dead_code, clippy::allow_attributes_without_reason)]
            fn edges() { #(#lines)* }
        };
    }
}

fn is_edge(connect: &Connect, name: &Ident) -> bool {
    let targets = connect.lines.iter().flat_map(|line| &line.targets);
    targets.into_iter().any(|target| matches!(target, Target::Edge { name: edge, .. } if edge == name))
}

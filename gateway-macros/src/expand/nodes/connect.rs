//! `#[connect]`: for each line a wrapper over its function, as nodes of the module have them, and for each `let` the
//! type of an edge.

mod outputs;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Path};

use super::super::keys::{self, Side};
use super::{definition, wrapper_name};
use crate::check::connect as check;
use crate::diag::Sink;
use crate::model::{ChannelSet, Drive, Edge, Function, How, Keeps, Keys, Node, Place, Read, function};
use crate::names;
use crate::parse::connect::{Argument, Connect, Line, Target, same_path};
use crate::parse::node::ModuleImpl;

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

/// What a node reads, and what its function is called with.
#[derive(Default)]
struct Inputs {
    reads: Vec<Read>,
    /// The parameters of the wrapper.
    parameters: Vec<TokenStream>,
    passed: Vec<TokenStream>,
    /// The types by which the function's traits know the inputs.
    types: Vec<TokenStream>,
    /// The methods that tell the keys of single ones.
    keys: TokenStream,
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

        let Inputs { reads, parameters, passed, types: mut inputs, keys } = self.inputs(&name, function, &arguments, &sources, sink)?;
        connected.wrappers.extend(keys);
        let inputs_alone = quote!((#(#inputs,)*));
        let outputs = self.outputs(&name, line, function, &inputs_alone, connected, sink)?;
        if function.keeps_what_it_gives {
            inputs.extend(outputs.ticks.iter().cloned());
        }
        let kept = (function.keeps() != Keeps::Nothing).then(|| {
            let state = quote_spanned!(line.span=> <#path as ::gateway_runtime::__support::NodeState<(#(#inputs,)*)>>);
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
            offload: false,
            fields: Vec::new(),
            reads,
            publishes: outputs.publishes,
        });
        self.count += 1;
        Some(())
    }

    /// What the function of a line is called with.
    fn inputs(&self, node: &Ident, function: &Function, arguments: &[&Argument], sources: &[Source], sink: &mut Sink) -> Option<Inputs> {
        let mut inputs = Inputs::default();
        let (mut states, mut arguments, mut sources) = (0, arguments.iter(), sources.iter());
        for param in &function.params {
            match param {
                function::Param::Now => inputs.passed.push(quote!(now)),
                function::Param::State => {
                    let place = Literal::usize_unsuffixed(states);
                    inputs.passed.push(quote!(&mut kept.state.#place));
                    states += 1;
                }
                function::Param::Alarm => inputs.passed.push(quote!(&mut kept.alarm)),
                function::Param::Given { .. } => {
                    let value = arguments.next().map(|argument| &argument.value);
                    inputs.passed.push(quote!(#value));
                }
                function::Param::Read { how, stamped, .. } => {
                    let (Some(argument), Some(source)) = (arguments.next(), sources.next()) else { continue };
                    let Some(named) = argument.name() else { continue };
                    let parameter = format_ident!("p{}", inputs.reads.len(), span = named.span());
                    if *stamped && source.private {
                        sink.error(
                            named.span(),
                            format_args!("`{named}` is an edge inside the module, whose ticks have no ids; `&Tick<T>` reads channels"),
                        );
                        return None;
                    }
                    let (ty, input) = match argument.key() {
                        None => {
                            inputs.passed.push(quote!(#parameter));
                            self.read(source, *how, *stamped, named)
                        }
                        Some(key) => {
                            single_key(source.private, *stamped, function, self.set, (source.place, key), sink)?;
                            let definition = definition(&self.module.channels, source.place, named.span());
                            inputs.keys.extend(keys::method(node, Side::Read(inputs.reads.len()), key, &definition));
                            let message = quote_spanned!(named.span()=> ::gateway_runtime::__support::MessageOf<#definition>);
                            let (ty, passed) = keys::pass((*how, named.span()), &message, &parameter, &definition);
                            inputs.passed.push(passed);
                            (ty, message)
                        }
                    };
                    inputs.parameters.push(quote!(#parameter: #ty));
                    inputs.types.push(input);
                    inputs.reads.push(Read {
                        name: named.clone(),
                        place: Place::of(named.span()),
                        channel: source.place,
                        private: source.private,
                        how: *how,
                        stamped: *stamped,
                        keys: if argument.key().is_some() { Keys::Named } else { Keys::All },
                        state: None,
                        marks: argument.marks,
                    });
                }
            }
        }
        Some(inputs)
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
            How::Sample | How::State | How::Changes => {
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

    /// A name for the node of a line that no other node of the module has.
    fn name(&mut self, connect: &Connect, line: &Line) -> Ident {
        let target = line.targets.first().map(|target| match target {
            Target::Edge { name, .. } | Target::Channel { name, .. } => name,
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

/// Whether an input can be one key of what it names.
fn single_key(
    is_edge: bool,
    stamped: bool,
    function: &Function,
    set: &ChannelSet,
    (channel, key): (usize, &Expr),
    sink: &mut Sink,
) -> Option<()> {
    if is_edge {
        sink.error_at(key, format_args!("an edge has no keys: publish the value on a `Basket<K, T>`, or leave the key out"));
        return None;
    }
    if stamped {
        sink.error_at(
            key,
            format_args!(
                "node `{}` reads ids and times, which are read of a whole basket: leave the key out, or let it take `&T`",
                function.name
            ),
        );
        return None;
    }
    keys::fits(set, channel, key.span(), sink).then_some(())
}

/// Lets rustc warn of edges that nobody reads, as it does of variables: they become some, in a function never called.
fn unused_edges(connect: &Connect) -> TokenStream {
    let lines = connect.lines.iter().map(|line| {
        let used = line.arguments.iter().filter_map(Argument::name);
        let edges = line.targets.iter().filter_map(|target| match target {
            Target::Edge { name, .. } => Some(name),
            Target::Channel { .. } => None,
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

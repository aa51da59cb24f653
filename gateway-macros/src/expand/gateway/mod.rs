//! `#[gateway]`: the wired form of a checked graph.
//!
//! The cycle is the heart of it ([`cycle`]); around it stand the struct that holds what lives longer than a cycle
//! ([`wired`]), the tables that describe the graph ([`meta`]) and the gateway's own traits, here.

mod access;
mod commands;
mod cycle;
mod disband;
mod dynamic;
mod keys;
mod meta;
mod offloads;
mod slots;
mod warning;
mod wired;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use syn::Attribute;

use crate::model::graph::Holds;
use crate::model::plan::{Input, Region, Step};
use crate::model::{Graph, Multiplicity, Plan};
use crate::names;
use crate::parse::gateway::GatewayInput;

/// A graph of more steps is cut into functions: compilers take much more than twice the time for a function of twice
/// the size.
const STEPS_IN_ONE_FUNCTION: usize = 150;

/// How many steps a function has at most, where the graph is cut.
const STEPS_IN_A_PIECE: usize = 50;

/// What all parts of the expansion need to know.
struct Wiring<'a> {
    graph: &'a Graph,
    inputs: &'a [Input],
    regions: Vec<Region>,
    /// Whether each region is a function of its own.
    is_cut: bool,
    multiplicity: &'a Multiplicity,
    /// By node: its place in the order of a cycle, which is its number at run time.
    number: Vec<usize>,
    /// By channel: the only region that touches it, if it is only one. The others have variables that regions share.
    home: Vec<Option<usize>>,
}

impl<'a> Wiring<'a> {
    fn new(graph: &'a Graph, plan: &'a Plan, multiplicity: &'a Multiplicity) -> Self {
        let mut number = vec![0; graph.nodes.len()];
        for (place, node) in plan.node_order().into_iter().enumerate() {
            number[node] = place;
        }
        let is_cut = plan.regions.iter().map(|region| region.steps.len()).sum::<usize>() > STEPS_IN_ONE_FUNCTION;
        let longest = if is_cut { STEPS_IN_A_PIECE } else { usize::MAX };
        let cut = |region: &Region| -> Vec<Region> {
            region.steps.chunks(longest).map(|steps| Region { causes: region.causes.clone(), steps: steps.to_vec() }).collect()
        };
        let regions: Vec<Region> = plan.regions.iter().flat_map(cut).collect();
        let mut touched: Vec<Vec<usize>> = vec![Vec::new(); graph.set.channels.len()];
        for (place, region) in regions.iter().enumerate() {
            for step in &region.steps {
                match step {
                    Step::Arrive { channel } | Step::Remember { channel } => touched[*channel].push(place),
                    Step::Keep { state } => touched[graph.set.states[*state].channel].push(place),
                    Step::Run { node } => {
                        let node = graph.node(*node);
                        node.reads.iter().for_each(|read| touched[read.channel].push(place));
                        node.publishes.iter().for_each(|publish| touched[publish.channel].push(place));
                    }
                }
            }
        }
        let home = touched.iter().map(|regions| regions.first().copied().filter(|first| regions.iter().all(|region| region == first)));
        let home = home.collect();
        Self { graph, inputs: &plan.inputs, regions, is_cut, multiplicity, number, home }
    }

    /// The nodes in the order in which they run.
    fn node_order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.number.len()).collect();
        order.sort_by_key(|node| self.number[*node]);
        order
    }

    /// The number of an input, which exists.
    fn input(&self, input: Input) -> usize {
        self.inputs.iter().position(|known| *known == input).unwrap_or_default()
    }

    /// Whether a channel can tick several times in a cycle.
    fn bursts(&self, channel: usize) -> bool {
        self.multiplicity.bursts[channel]
    }

    /// The type of a set of inputs.
    fn input_set(&self) -> TokenStream {
        let words = self.inputs.len().div_ceil(64);
        if words <= 1 {
            return quote!(::gateway_runtime::__support::FewInputs);
        }
        let words = Literal::usize_unsuffixed(words);
        quote!(::gateway_runtime::__support::ManyInputs<#words>)
    }
}

/// The field that holds the map of a state, for nodes that read it.
fn view(state: usize) -> Ident {
    format_ident!("state{state}")
}

/// The whole expansion of a checked gateway, beside its struct.
pub(crate) fn expand(input: &GatewayInput, graph: &Graph, plan: &Plan, multiplicity: &Multiplicity) -> TokenStream {
    let wiring = Wiring::new(graph, plan, multiplicity);
    let allows: Vec<Attribute> = input.item.attrs.iter().filter(|attr| attr.path().is_ident("allow")).cloned().collect();
    // In a test, what nobody reads is read by the test.
    let warnings = if input.open { TokenStream::new() } else { warning::expand(graph, &allows) };
    let aliases = aliases(graph);
    let meta = meta::expand(&wiring);
    let wired = wired::expand(&wiring, &input.item.vis);
    let cycle = cycle::expand(&wiring);
    let inputs = wiring.input_set();
    let gateway = gateway(graph);
    let same_channels = share_the_channels(graph);
    quote! {
        #warnings
        #[allow(clippy::all, clippy::pedantic, unused_mut, unused_variables, unused_assignments, dead_code, private_interfaces, clippy::allow_attributes_without_reason)]
        const _: () = {
            use ::gateway_runtime::__support;
            use ::gateway_runtime::__support::{Inputs as _, Slot as _};
            #aliases
            #same_channels
            type __Set = #inputs;
            #meta
            #wired
            #cycle
            #gateway
        };
    }
}

/// Lets rustc check that every part is a module: the error stands at its type.
pub(crate) fn are_modules(input: &GatewayInput) -> TokenStream {
    let modules = input.parts.iter().filter(|part| !part.is_mount).map(|part| {
        let ty = &part.ty;
        quote_spanned!(ty.span()=> ::gateway_runtime::__support::assert_module::<#ty>();)
    });
    quote! {
        const _: fn() = || { #(#modules)* };
    }
}

/// Lets rustc check that the modules work on this very set of channels, not on another of the same name.
fn share_the_channels(graph: &Graph) -> TokenStream {
    let set = &graph.set_path;
    let modules = graph.modules.iter().map(|part| {
        let ty = &part.ty;
        quote_spanned!(ty.span()=> __support::assert_module_of::<#ty, #set>();)
    });
    quote!(const _: fn() = || { #(#modules)* };)
}

/// Short names for the channels' types: `__D0` for the channel, `__V0` for what it carries, `__S0` for what samples of it are
/// of. An edge inside a module has no type of its own, and its samples are of what it carries.
fn aliases(graph: &Graph) -> TokenStream {
    let set = &graph.set_path;
    let aliases = graph.set.channels.iter().enumerate().map(|(channel, described)| {
        let (definition, value, sample) = (definition(channel), value(channel), sample(channel));
        match described.inside {
            None => {
                let index = literal(channel);
                quote! {
                    type #definition = __support::DefAt<#set, #index>;
                    type #value = __support::ValueOf<#definition>;
                    type #sample = __support::SampleOf<#definition>;
                }
            }
            Some((module, edge)) => {
                let (module, edge) = (&graph.modules[module].ty, literal(edge));
                quote! {
                    type #value = <#module as __support::EdgeAt<#edge>>::Value;
                    type #sample = #value;
                }
            }
        }
    });
    aliases.collect()
}

fn definition(channel: usize) -> Ident {
    format_ident!("__D{channel}")
}

fn value(channel: usize) -> Ident {
    format_ident!("__V{channel}")
}

fn sample(channel: usize) -> Ident {
    format_ident!("__S{channel}")
}

fn literal(number: usize) -> Literal {
    Literal::usize_unsuffixed(number)
}

/// The traits of the gateway struct, and its `main`.
fn gateway(graph: &Graph) -> TokenStream {
    let (name, set) = (&graph.name, &graph.set_path);
    let mounts: Vec<&Ident> = graph.mounts.iter().map(|(field, _)| field).collect();
    let mount_types: Vec<_> = graph.mounts.iter().map(|(_, ty)| ty).collect();
    let places: Vec<Literal> = (0..mounts.len()).map(literal).collect();
    let mount_names: Vec<String> = mounts.iter().map(|field| names::text(field)).collect();
    let fields: Vec<TokenStream> = graph.fields.iter().map(|field| made(&field.name, &field.ty, field.holds)).collect();
    let schemas: Vec<TokenStream> = graph.fields.iter().map(|field| schema(&field.name, &field.ty, field.holds)).collect();
    let settings = graph.settings.as_slice();
    let settings_names: Vec<String> = settings.iter().map(names::text).collect();
    let known = graph.fields.iter().map(|field| names::text(&field.name));
    let known: Vec<String> = known.chain(mount_names.iter().cloned()).chain(settings_names.iter().cloned()).collect();
    let present = present(graph);
    let entry = entry(
        name,
        &quote!(__support::run::<Self>()),
        &quote!(__support::configure::<Self>(assignments)),
        &quote!(__support::configured::<Self>(assignments)),
    );
    quote! {
        #(impl __support::MountAt<#places> for #name { type Mount = #mount_types; })*
        impl __support::Gateway for #name {
            type Channels = #set;
            type Graph = __Wired;
            const META: &'static __support::GraphMeta = &__META;
            fn with_life(mut section: __support::Section) -> ::core::result::Result<(Self, __support::Life), __support::ConfigError> {
                let mut life = __support::Life::take(&mut section)?;
                let app = Self {
                    #(#fields,)*
                    #(#mounts: __support::mount::<Self, #places>(section.take(#mount_names)?)?,)*
                    #(#settings: __support::Configure::configure(section.take(#settings_names)?)?,)*
                };
                section.finish(&[#(#known),*])?;
                ::core::result::Result::Ok((app, life))
            }
            #present
            fn mount_types() -> ::std::vec::Vec<__support::MountType> {
                ::std::vec![#(__support::MountType::of::<Self, #places>()),*]
            }
            fn mounts(&mut self) -> ::std::vec::Vec<(&'static str, &mut dyn __support::Mount)> {
                ::std::vec![#((#mount_names, __support::as_mount::<Self, #places>(&mut self.#mounts))),*]
            }
        }
        impl __support::Configure for #name {
            fn configure(section: __support::Section) -> ::core::result::Result<Self, __support::ConfigError> {
                let (app, life) = <Self as __support::Gateway>::with_life(section)?;
                life.not_given()?;
                ::core::result::Result::Ok(app)
            }
            fn schema(definitions: &mut __support::Definitions) -> __support::Json {
                __support::gateway_schema(&__META, &[
                    #(#schemas,)*
                    #(__support::PartSchema::mount::<Self, #places>(#mount_names),)*
                    #(__support::PartSchema::other::<__support::ChannelSettings<#set>>(#settings_names),)*
                ], definitions)
            }
        }
        #entry
    }
}

/// A field of a gateway or a group, whose modules have type `ty`, made from the settings in `section`.
pub(crate) fn made(field: &Ident, ty: &syn::Type, holds: Holds) -> TokenStream {
    let name = names::text(field);
    match holds {
        Holds::Module => quote!(#field: life.module::<#ty>(&mut section, #name)?),
        Holds::Group => quote!(#field: life.group::<#ty>(&mut section, #name)?),
        Holds::Instances(most) => {
            let most = literal(most);
            quote!(#field: life.instances::<#ty>(&mut section, #name, #most)?)
        }
    }
}

/// The schema of a field of a gateway or a group, whose modules have type `ty`.
pub(crate) fn schema(field: &Ident, ty: &syn::Type, holds: Holds) -> TokenStream {
    let name = names::text(field);
    match holds {
        Holds::Module => quote!(::gateway_runtime::__support::PartSchema::module::<#ty>(#name)),
        Holds::Group => quote!(::gateway_runtime::__support::PartSchema::other::<#ty>(#name)),
        Holds::Instances(most) => {
            let most = literal(most);
            quote!(::gateway_runtime::__support::PartSchema::list::<#ty>(#name, #most))
        }
    }
}

/// Tells which modules exist, if there are lists of them.
fn present(graph: &Graph) -> Option<TokenStream> {
    let in_lists = graph.modules.iter().enumerate().filter_map(|(module, part)| {
        let (module, exists) = (literal(module), access::exists(part, &quote!(self))?);
        Some(quote!(#module => #exists,))
    });
    let arms: Vec<TokenStream> = in_lists.collect();
    (!arms.is_empty()).then(|| {
        quote! {
            fn has_module(&self, module: usize) -> bool {
                match module { #(#arms)* _ => true }
            }
        }
    })
}

/// The functions of a gateway struct itself.
fn entry(name: &Ident, main: &TokenStream, from_settings: &TokenStream, configured: &TokenStream) -> TokenStream {
    quote! {
        impl #name {
            /// The command line of this gateway; see `--help`.
            pub fn main() -> ::std::process::ExitCode { #main }

            /// The gateway with defaults, changed by settings such as `matcher.limit=5`.
            ///
            /// # Errors
            /// A setting that is unknown, missing or of the wrong type.
            pub fn from_settings<'a>(
                assignments: impl ::core::iter::IntoIterator<Item = &'a str>,
            ) -> ::core::result::Result<Self, ::gateway_runtime::config::ConfigError> { #from_settings }

            /// The gateway with the settings of its run, such as `matcher.enabled=false` or `matcher.on_failure=restart`,
            /// to be run by a `Simulation` or `Live`.
            ///
            /// # Errors
            /// A setting that is unknown, missing or of the wrong type.
            pub fn configured<'a>(
                assignments: impl ::core::iter::IntoIterator<Item = &'a str>,
            ) -> ::core::result::Result<::gateway_runtime::Configured<Self>, ::gateway_runtime::config::ConfigError> { #configured }
        }
    }
}

/// What stands for a gateway with errors, so that its uses do not raise more of them.
pub(crate) fn stand_in(input: &GatewayInput) -> TokenStream {
    let (name, set) = (&input.item.ident, &input.channels);
    let unreachable = quote!(::core::unreachable!("the gateway has errors"));
    let unused = quote!({ let _ = assignments.into_iter(); #unreachable });
    let entry = entry(name, &unreachable, &unused, &unused);
    quote! {
        const _: () = {
            use ::gateway_runtime::__support;
            impl __support::Gateway for #name {
                type Channels = #set;
                type Graph = __support::NoGraph<Self>;
                const META: &'static __support::GraphMeta =
                    &__support::GraphMeta { name: "", doc: "", channels: &[], edges: &[], modules: &[], nodes: &[], commands: &[], mounts: &[] };
                fn with_life(_: __support::Section) -> ::core::result::Result<(Self, __support::Life), __support::ConfigError> { #unreachable }
                fn mount_types() -> ::std::vec::Vec<__support::MountType> { #unreachable }
                fn mounts(&mut self) -> ::std::vec::Vec<(&'static str, &mut dyn __support::Mount)> { #unreachable }
            }
            impl __support::Configure for #name {
                fn configure(_: __support::Section) -> ::core::result::Result<Self, __support::ConfigError> { #unreachable }
            }
        };
        #entry
    }
}

//! Nodes whose work runs off the engine's thread: where their tasks are, and how the engine reaches them.

use proc_macro2::TokenStream;
use quote::quote;

use super::access;
use super::cycle::offload;
use super::{Wiring, literal, slots};
use crate::expand::nodes::limits_name;
use crate::model::plan::Input;
use crate::model::{Drive, Publish, Yield};

/// The nodes that prepare such work.
fn nodes(wiring: &Wiring<'_>) -> Vec<usize> {
    (0..wiring.graph.nodes.len()).filter(|node| wiring.graph.node(*node).offload).collect()
}

/// The node that publishes what `node` prepares, unless that gives nothing.
fn results(wiring: &Wiring<'_>, node: usize) -> Option<usize> {
    let next = node + 1;
    (next < wiring.graph.nodes.len() && wiring.graph.node(next).drive == Drive::Results).then_some(next)
}

/// Each such node, with the type of what its work gives.
pub(super) fn types(wiring: &Wiring<'_>) -> Vec<(usize, TokenStream)> {
    let output = |node: usize| {
        let publishes = results(wiring, node).map_or(&[][..], |results| &wiring.graph.node(results).publishes);
        let types: Vec<TokenStream> = publishes.iter().map(|publish| given(wiring, publish)).collect();
        if types.len() == 1 { quote!(#(#types)*) } else { quote!((#(#types),*)) }
    };
    nodes(wiring).into_iter().map(|node| (node, output(node))).collect()
}

pub(super) fn given(wiring: &Wiring<'_>, publish: &Publish) -> TokenStream {
    let value = slots::given(wiring, publish);
    match publish.how {
        Yield::Always => quote!(#value),
        Yield::Maybe => quote!(::core::option::Option<#value>),
        Yield::Vec | Yield::Burst => quote!(::std::vec::Vec<#value>),
    }
}

/// The methods by which the engine reaches them. A graph without any leaves them to the trait.
pub(super) fn expand(wiring: &Wiring<'_>) -> TokenStream {
    let nodes = nodes(wiring);
    if nodes.is_empty() {
        return TokenStream::new();
    }
    let count = literal(nodes.len());
    let (mut opens, mut arms) = (Vec::new(), Vec::new());
    for (place, node) in nodes.into_iter().enumerate() {
        let (offload, place, number) = (offload(node), literal(place), literal(wiring.number[node]));
        let (module, limits) = (access::read(wiring.graph.part(node), &quote!(self.app)), limits_name(&wiring.graph.node(node).name));
        let input = match results(wiring, node) {
            Some(results) => {
                let input = literal(wiring.input(Input::Results { node: results }));
                quote!(::core::option::Option::Some(#input))
            }
            None => quote!(::core::option::Option::None),
        };
        let open = quote!(self.#offload.open(#number, #input, #module.#limits(), desk)?;);
        opens.push(super::wired::if_exists(wiring.graph.part(node), open));
        arms.push(quote!(#place => ::core::option::Option::Some(&mut self.#offload),));
    }
    quote! {
        const OFFLOADS: usize = #count;
        fn open_offloads(&mut self, desk: &::std::sync::Arc<__support::Desk>) -> ::core::result::Result<(), __support::StartError> {
            #(#opens)*
            ::core::result::Result::Ok(())
        }
        fn offload(&mut self, place: usize) -> ::core::option::Option<&mut dyn __support::AnyOffload> {
            match place { #(#arms)* _ => ::core::option::Option::None }
        }
    }
}

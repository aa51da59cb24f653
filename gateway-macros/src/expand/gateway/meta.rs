//! The tables that describe the graph at run time.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::{Wiring, literal};
use crate::model::Drive;
use crate::names;

pub(super) fn expand(wiring: &Wiring<'_>) -> TokenStream {
    let graph = wiring.graph;
    let (name, doc) = (names::text(&graph.name), &graph.doc);
    let count = graph.channel_count();
    let channels = graph.set.channels.iter().take(count).enumerate().map(|(place, channel)| {
        let (name, send, burst) = (names::text(&channel.name), channel.send, wiring.bursts(place));
        let states = graph.set.states.iter().filter(|state| state.channel == place).map(|state| {
            let (name, key) = (names::text(&state.name), &state.key);
            quote!(__support::ChannelState { name: #name, key: &[#(#key),*] })
        });
        let (history, lookup) = (channel.remembers.history, channel.remembers.lookup);
        let (stage, told) = (channel.stage, channel.is_told());
        let merge = match channel.merge {
            Some(policy) => {
                let word = policy.to_token_stream().to_string();
                quote!(::core::option::Option::Some(#word))
            }
            None => quote!(::core::option::Option::None),
        };
        quote! {
            __support::ChannelMeta {
                name: #name, send: #send, stage: #stage, told: #told, burst: #burst, merge: #merge, states: &[#(#states),*], history: #history,
                lookup: #lookup,
            }
        }
    });
    let edges = graph.set.channels.iter().filter_map(|edge| {
        let (module, _) = edge.inside?;
        let (name, module) = (names::text(&edge.name), literal(module));
        Some(quote!(__support::EdgeMeta { name: #name, module: #module }))
    });
    let modules = graph.modules.iter().map(|part| {
        let (name, type_name, ty) = (&part.name, names::text(&part.module.name), &part.ty);
        quote!(__support::ModuleMeta { name: #name, type_name: #type_name, on_failure: __support::on_failure::<#ty>() })
    });
    let nodes = wiring.node_order().into_iter().map(|node| self::node(wiring, node));
    let commands = super::commands::described(wiring);
    let mounts = graph.mounts.iter().map(|(field, _)| names::text(field));
    quote! {
        static __META: __support::GraphMeta = __support::GraphMeta {
            name: #name,
            doc: #doc,
            channels: &[#(#channels),*],
            edges: &[#(#edges),*],
            modules: &[#(#modules),*],
            nodes: &[#(#nodes),*],
            commands: &[#(#commands),*],
            mounts: &[#(#mounts),*],
        };
    }
}

fn node(wiring: &Wiring<'_>, node: usize) -> TokenStream {
    let described = wiring.graph.node(node);
    let name = names::text(&described.name);
    let module = literal(wiring.graph.nodes[node].module);
    let reads = described.reads.iter().enumerate().map(|(place, read)| {
        let channel = literal(read.channel);
        let (trigger, optional) = (read.how.is_trigger(), read.marks.optional);
        let from = wiring
            .graph
            .feedback(node, place)
            .map(|feedback| feedback.from.iter().map(|from| literal(wiring.number[*from])).collect::<Vec<_>>());
        let from = from.unwrap_or_default();
        let state = match read.state.map(|state| names::text(&wiring.graph.set.states[state].name)) {
            Some(state) => quote!(::core::option::Option::Some(#state)),
            None => quote!(::core::option::Option::None),
        };
        quote! {
            __support::ReadMeta { channel: #channel, trigger: #trigger, optional: #optional, state: #state, feedback_from: &[#(#from),*] }
        }
    });
    let publishes = described.publishes.iter().map(|publish| literal(publish.channel));
    let drive = match described.drive {
        Drive::Ticks => quote!(Ticks),
        Drive::Timer => quote!(Timer),
        Drive::Pull | Drive::Iterator => quote!(Source),
        Drive::Stream => quote!(Stream),
        Drive::Generator => quote!(Generator),
        Drive::Results => quote!(Results),
        Drive::Command => quote!(Command),
    };
    let place = &described.place.text;
    quote! {
        __support::NodeMeta {
            name: #name,
            module: #module,
            reads: &[#(#reads),*],
            publishes: &[#(#publishes),*],
            drive: __support::Drive::#drive,
            place: #place,
        }
    }
}

//! Dynamic channels: which of them modules declare, and which of them nodes read and publish.

use proc_macro2::TokenStream;
use quote::quote;

use super::keys::{Side, key};
use super::{Wiring, access, literal, wired};
use crate::expand::keys::named_by_name;

/// Nothing for a channel set without any.
pub(super) fn expand(wiring: &Wiring<'_>) -> Option<TokenStream> {
    wiring.graph.set.channels.iter().any(|channel| channel.dynamic).then(|| {
        let (declared, uses) = (declared(wiring), uses(wiring));
        quote! {
            fn declared_channels(&self) -> ::std::vec::Vec<(usize, usize, ::std::vec::Vec<__support::DynamicChannel>)> {
                let mut declared = ::std::vec::Vec::new();
                #(#declared)*
                declared
            }
            fn dynamic_uses(&self) -> ::std::vec::Vec<__support::KeyUse> {
                let mut uses = ::std::vec::Vec::new();
                #(#uses)*
                uses
            }
        }
    })
}

/// Whether a channel of the graph stands for dynamic ones.
pub(super) fn is_dynamic(wiring: &Wiring<'_>, channel: usize) -> bool {
    wiring.graph.set.channels[channel].dynamic
}

fn declared(wiring: &Wiring<'_>) -> Vec<TokenStream> {
    let mut declared = Vec::new();
    for (module, part) in wiring.graph.modules.iter().enumerate() {
        let (access, module) = (access::read(part, &quote!(self.app)), literal(module));
        for (place, channel) in part.module.keys.iter().enumerate().filter(|(_, channel)| is_dynamic(wiring, **channel)) {
            let (channel, method) = (literal(*channel), named_by_name(place));
            declared.push(wired::if_exists(part, quote!(declared.push((#module, #channel, #access.#method()));)));
        }
    }
    declared
}

fn uses(wiring: &Wiring<'_>) -> Vec<TokenStream> {
    let mut all = Vec::new();
    let some = |value: &TokenStream| quote!(::core::option::Option::Some(#value));
    let none = quote!(::core::option::Option::None);
    for node in 0..wiring.graph.nodes.len() {
        let (described, number, part) = (wiring.graph.node(node), literal(wiring.number[node]), wiring.graph.part(node));
        let reads = described.reads.iter().enumerate().filter(|(_, read)| read.is_of_named_key());
        let reads = reads.map(|(place, read)| (Side::Read(place), read.channel, true));
        let publishes = described.publishes.iter().enumerate();
        let publishes = publishes.map(|(place, publish)| (Side::Publish(place), publish.channel, publish.keyed));
        for (side, channel, keyed) in reads.chain(publishes).filter(|(_, channel, _)| is_dynamic(wiring, *channel)) {
            let read = match side {
                Side::Read(place) => {
                    let place = literal(place);
                    some(&quote!(#place))
                }
                Side::Publish(_) => none.clone(),
            };
            let name = if keyed {
                let key = key(wiring, node, side);
                some(&quote!(::core::clone::Clone::clone(#key)))
            } else {
                none.clone()
            };
            let channel = literal(channel);
            let used = quote!(uses.push(__support::KeyUse { node: #number, family: #channel, read: #read, name: #name }););
            all.push(wired::if_exists(part, used));
        }
    }
    all
}

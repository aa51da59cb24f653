//! Reads and publishes of one key of a basket: the keys are fields of the wired graph, each read once from its module.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::cycle::{held_ticks, slot};
use super::{Wiring, access, dynamic, literal, wired};
pub(super) use crate::expand::keys::Side;
use crate::expand::keys::{method_name, named_by_name};
use crate::model::How;

/// The field that holds a key.
pub(super) fn key_field(node: usize, side: Side) -> Ident {
    format_ident!("key{node}_{}", side.text())
}

/// A reference to a key. That of a module in a list is there if the module is.
pub(super) fn key(wiring: &Wiring<'_>, node: usize, side: Side) -> TokenStream {
    let field = key_field(node, side);
    if wiring.graph.part(node).is_in_list() { quote!(__support::key_of(&self.#field)) } else { quote!(&self.#field) }
}

/// The type of a key's field, and its first value, of the gateway `app`.
pub(super) fn field(wiring: &Wiring<'_>, node: usize, side: Side, channel: usize) -> (TokenStream, TokenStream) {
    let (part, definition) = (wiring.graph.part(node), super::definition(channel));
    let (ty, value) = (quote!(__support::KeyOf<#definition>), value(wiring, node, side));
    match access::exists(part, &quote!(app)) {
        None => (ty, value),
        Some(exists) => (
            quote!(::core::option::Option<#ty>),
            quote!(if #exists { ::core::option::Option::Some(#value) } else { ::core::option::Option::None }),
        ),
    }
}

/// All keys: which node, which of its parameters or values, and of which channel.
pub(super) fn all(wiring: &Wiring<'_>) -> Vec<(usize, Side, usize)> {
    let of_node = |node: usize| {
        let described = wiring.graph.node(node);
        let reads = described.reads.iter().enumerate().filter(|(_, read)| read.is_of_named_key());
        let reads = reads.map(move |(place, read)| (node, Side::Read(place), read.channel));
        let publishes = described.publishes.iter().enumerate().filter(|(_, publish)| publish.keyed);
        reads.chain(publishes.map(move |(place, publish)| (node, Side::Publish(place), publish.channel)))
    };
    (0..wiring.graph.nodes.len()).flat_map(of_node).collect()
}

/// What a key is, as its module says, of the gateway `app`.
fn value(wiring: &Wiring<'_>, node: usize, side: Side) -> TokenStream {
    let (module, method) = (access::read(wiring.graph.part(node), &quote!(app)), method_name(&wiring.graph.node(node).name, side));
    quote!(#module.#method())
}

/// The ticks of the key in this cycle, after those that were held back.
pub(super) fn ticks(wiring: &Wiring<'_>, node: usize, read: usize) -> TokenStream {
    let (key, slot) = (key(wiring, node, Side::Read(read)), slot(wiring.graph.read(node, read).channel));
    let now = quote!(__support::of_key(#slot.as_slice(), #key));
    if wiring.graph.feedback(node, read).is_none() {
        return now;
    }
    let held = held_ticks(read);
    // The channel's own variable cannot be borrowed while the node publishes there.
    quote!({
        let ticks: __support::Burst<_, 1> =
            ::core::iter::Iterator::collect(::core::iter::Iterator::chain(__support::of_key(&#held, #key), #now).cloned());
        ticks
    }.iter())
}

/// The variable that has the ticks of a key for `Ticks<T>`.
fn burst_name(read: usize) -> Ident {
    format_ident!("of_key_p{read}")
}

/// Gathers the ticks of a key, which stand apart in the burst of their basket, for a read that takes them as one.
pub(super) fn burst(wiring: &Wiring<'_>, node: usize, read: usize) -> Option<TokenStream> {
    let reading = wiring.graph.read(node, read);
    if !reading.is_of_named_key() || reading.how != How::Burst {
        return None;
    }
    let (name, key, slot) = (burst_name(read), key(wiring, node, Side::Read(read)), slot(reading.channel));
    let held = wiring.graph.feedback(node, read).map(|_| held_ticks(read));
    let held = held.map_or_else(|| quote!(&[]), |held| quote!(&#held));
    Some(quote!(let #name = __support::burst_of_key(#held, #slot.as_slice(), #key);))
}

/// Whether the key has ticked.
pub(super) fn ticked(wiring: &Wiring<'_>, node: usize, read: usize) -> TokenStream {
    let reading = wiring.graph.read(node, read);
    if reading.how == How::Burst {
        let name = burst_name(read);
        return quote!(!#name.is_empty());
    }
    let only = only(wiring, node, read);
    quote!(#only.is_some())
}

/// The only tick of the key.
fn only(wiring: &Wiring<'_>, node: usize, read: usize) -> TokenStream {
    let (key, slot) = (key(wiring, node, Side::Read(read)), slot(wiring.graph.read(node, read).channel));
    let now = quote!(__support::of_key(#slot.as_slice(), #key).next());
    if wiring.graph.feedback(node, read).is_none() {
        return now;
    }
    let held = held_ticks(read);
    quote!(__support::of_key(&#held, #key).next().or(#now))
}

/// The newest value of the key for which the node runs.
pub(super) fn of_tick(wiring: &Wiring<'_>, node: usize, read: usize) -> TokenStream {
    let reads = &wiring.graph.node(node).reads;
    let each = reads.iter().position(|read| read.how == How::Each).unwrap_or_default();
    let (memory, tick) = (format_ident!("memory{}", reads[read].channel), format_ident!("p{each}"));
    quote!(self.#memory.get(&#tick.key))
}

/// What the wrapper is called with.
pub(super) fn argument(wiring: &Wiring<'_>, node: usize, read: usize) -> TokenStream {
    let reading = wiring.graph.read(node, read);
    match reading.how {
        How::Each => {
            let tick = format_ident!("p{read}");
            quote!(#tick)
        }
        How::Maybe => only(wiring, node, read),
        How::Burst => {
            let name = burst_name(read);
            quote!(__support::ticks(&[], &#name))
        }
        How::Sample | How::State | How::Changes => {
            let (memory, key) = (format_ident!("memory{}", reading.channel), key(wiring, node, Side::Read(read)));
            quote!(self.#memory.get(#key))
        }
    }
}

/// The keys of baskets that are known before they tick: those of the settings, and those that modules name.
pub(super) fn known(wiring: &Wiring<'_>) -> TokenStream {
    let named = wiring.graph.modules.iter().enumerate().flat_map(|(module, part)| {
        let (access, module) = (access::read(part, &quote!(self.app)), literal(module));
        let named = part.module.keys.iter().enumerate().filter(|(_, channel)| !dynamic::is_dynamic(wiring, **channel));
        named.map(move |(place, channel)| {
            let (channel, method) = (literal(*channel), named_by_name(place));
            wired::if_exists(part, quote!(named.push((#module, #channel, #access.#method()));))
        })
    });
    let dynamic = dynamic::expand(wiring);
    quote! {
        fn settings(&self) -> &dyn __support::AnySettings { &self.settings }
        fn named_keys(&self) -> ::std::vec::Vec<(usize, usize, ::std::vec::Vec<::std::string::String>)> {
            let mut named = ::std::vec::Vec::new();
            #(#named)*
            named
        }
        #dynamic
    }
}

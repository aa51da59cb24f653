//! Nodes with `per_key`: they run for each tick of a basket, with its key, the state of that key, and what other baskets
//! have under it. What they return for a basket ticks under that key too.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::definition;
use crate::diag::Sink;
use crate::expand::keys;
use crate::model::{ChannelSet, How, Shape};
use crate::parse::node::{KeyInput, NodeInput, Param, ReadInput};

/// The basket for whose ticks a node runs.
pub(super) struct PerKey {
    /// The wrapper's parameter that has the tick.
    tick: Ident,
    definition: TokenStream,
}

impl PerKey {
    /// The basket of `node`, if it runs per key and reads one.
    pub(super) fn of(node: &NodeInput, set: &ChannelSet, channels: &syn::Path, sink: &mut Sink) -> Option<Self> {
        node.per_key?;
        let reads = node.params.iter().filter_map(|param| match param {
            Param::Read(read) => Some(read),
            _ => None,
        });
        let (place, read) = reads.enumerate().find(|(_, read)| read.how == How::Each && read.key.is_none())?;
        let index = set.find(&read.channel)?;
        if set.channels[index].shape != Shape::Basket {
            let (node, channel) = (&node.shell.sig.ident, &read.channel);
            sink.error(
                read.span,
                format_args!(
                    "node `{node}` is to run for each key, but channel `{channel}` has none: leave out `per_key`, or read a `Basket<K, T>`"
                ),
            );
            return None;
        }
        Some(Self { tick: format_ident!("p{place}"), definition: definition(channels, index, read.span) })
    }

    /// The type of the keys.
    pub(super) fn key_type(&self) -> TokenStream {
        let definition = &self.definition;
        quote!(::gateway_runtime::__support::KeyOf<#definition>)
    }

    /// The key of the tick, as an expression that stands at `span`.
    pub(super) fn key_of_tick(&self, span: Span) -> TokenStream {
        let span = Span::call_site().located_at(span);
        let tick = Ident::new(&self.tick.to_string(), span);
        quote_spanned!(span=> #tick.key)
    }

    /// The key, passed on. rustc compares its type where the user wrote it.
    pub(super) fn key(&self, key: &KeyInput) -> TokenStream {
        let (ty, of_tick) = (&key.ty, self.key_of_tick(key.ty.span()));
        quote_spanned!(ty.span()=> { let key: #ty = &#of_tick; key })
    }

    /// The parameter of the wrapper that has the tick, and how its value is passed on.
    pub(super) fn tick(&self, read: &ReadInput) -> (TokenStream, TokenStream) {
        let Self { tick, definition } = self;
        let ty = &read.ty;
        let parameter = quote!(&::gateway_runtime::__support::ValueOf<#definition>);
        (parameter, quote_spanned!(read.span=> ::gateway_runtime::__support::read_message::<#definition, #ty>(&#tick.value)))
    }

    /// A parameter of the wrapper that has the newest value of another basket under the same key, and how it is passed on.
    pub(super) fn sample(&self, read: &ReadInput, parameter: &Ident, other: &TokenStream) -> (TokenStream, TokenStream) {
        let (key, of_tick) = (self.key_type(), self.key_of_tick(read.span));
        let (ty, argument) = keys::pass((read.how, read.span), &read.ty, parameter, other);
        (ty, quote_spanned!(read.span=> { ::gateway_runtime::__support::same_key::<#other, #key>(&#of_tick); #argument }))
    }

    /// Finds the state of the key.
    pub(super) fn state(&self) -> TokenStream {
        let of_tick = self.key_of_tick(Span::call_site());
        quote!(let state = kept.state.of(&#of_tick);)
    }
}

//! What a node keeps from run to run beside its module: its `#[state]` parameters and its alarms.
//!
//! The wired form of the gateway holds it, in a type that the module names here.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Type;

use crate::parse::node::{AlarmInput, NodeInput, StateInput};

/// The parameter by which the wrapper of `node` gets what it keeps.
pub(super) fn parameter(node: &NodeInput) -> TokenStream {
    let (state, alarm) = (state(node), alarm(node));
    quote!(kept: &mut ::gateway_runtime::__support::Kept<#state, #alarm>,)
}

/// Says what node number `place` of a module keeps, if it does keep something.
pub(super) fn expand(module: &Type, place: usize, node: &NodeInput) -> TokenStream {
    if !keeps(node) {
        return TokenStream::new();
    }
    let place = Literal::usize_unsuffixed(place);
    let (state, alarm) = (state(node), alarm(node));
    let first = node.states().map(|StateInput { first, span, .. }| match first {
        Some(first) => first.clone(),
        None => quote_spanned!(*span=> ::core::default::Default::default()),
    });
    quote! {
        impl ::gateway_runtime::__support::Keeps<#place> for #module {
            type State = #state;
            type Alarm = #alarm;
            fn first() -> #state { (#(#first,)*) }
        }
    }
}

/// Whether a node keeps anything.
pub(super) fn keeps(node: &NodeInput) -> bool {
    node.states().next().is_some() || node.alarms().next().is_some()
}

/// The type of a node's alarms.
fn alarm(node: &NodeInput) -> TokenStream {
    match node.alarms().next() {
        Some(AlarmInput { ty, span }) => quote_spanned!(*span=> ::gateway_runtime::__support::Alarm<#ty>),
        None => quote!(()),
    }
}

/// All state of a node, as one type.
fn state(node: &NodeInput) -> TokenStream {
    let types = node.states().map(|state| &state.ty);
    // A type that cannot move to the engine's thread is told at the first of them.
    let span = node.states().next().map_or_else(Span::call_site, |state| state.span);
    quote_spanned!(span=> (#(#types,)*))
}

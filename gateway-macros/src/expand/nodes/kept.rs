//! What a node keeps from run to run beside its module: its `#[state]` parameters.
//!
//! The wired form of the gateway holds it, in a type that the module names here.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Type;

use crate::parse::node::{NodeInput, StateInput};

/// The parameter by which the wrapper of `node` gets what it keeps.
pub(super) fn parameter(node: &NodeInput) -> TokenStream {
    let state = state(node);
    quote!(kept: &mut ::gateway_runtime::__support::Kept<#state>,)
}

/// Says what node number `place` of a module keeps, if it does keep something.
pub(super) fn expand(module: &Type, place: usize, node: &NodeInput) -> TokenStream {
    if node.states().next().is_none() {
        return TokenStream::new();
    }
    let place = Literal::usize_unsuffixed(place);
    let state = state(node);
    let first = node.states().map(|StateInput { first, span, .. }| match first {
        Some(first) => first.clone(),
        None => quote_spanned!(*span=> ::core::default::Default::default()),
    });
    quote! {
        impl ::gateway_runtime::__support::Keeps<#place> for #module {
            type State = #state;
            fn first() -> #state { (#(#first,)*) }
        }
    }
}

/// All state of a node, as one type.
fn state(node: &NodeInput) -> TokenStream {
    let types = node.states().map(|state| &state.ty);
    // A type that cannot move to the engine's thread is told at the first of them.
    let span = node.states().next().map_or_else(Span::call_site, |state| state.span);
    quote_spanned!(span=> (#(#types,)*))
}

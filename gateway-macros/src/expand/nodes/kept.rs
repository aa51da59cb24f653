//! What a node keeps from run to run beside its module: its `#[state]` parameters and its alarms.
//!
//! The wired form of the gateway holds it, in a type that the module names here.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Type;

use crate::model::Keeps;
use crate::parse::node::{AlarmInput, NodeInput, StateInput};

/// The parameter by which the wrapper of `node` gets what it keeps.
pub(super) fn parameter(node: &NodeInput, per_key: Option<&TokenStream>) -> TokenStream {
    let (state, alarm) = (all(node, per_key), alarm_type(node.alarms().next()));
    quote!(kept: &mut ::gateway_runtime::__support::Kept<#state, #alarm>,)
}

/// Says what node number `place` of a module keeps, if it does keep something.
pub(super) fn expand(module: &Type, place: usize, node: &NodeInput, per_key: Option<&TokenStream>) -> TokenStream {
    if keeps(node) == Keeps::Nothing {
        return TokenStream::new();
    }
    let place = Literal::usize_unsuffixed(place);
    let (state, alarm) = (all(node, per_key), alarm_type(node.alarms().next()));
    let first = first(node.states());
    let first = if per_key.is_some() { quote!(::gateway_runtime::__support::ByKey::new(|| #first)) } else { first };
    quote! {
        #[allow(clippy::unused_unit, clippy::allow_attributes_without_reason)]
        impl ::gateway_runtime::__support::Keeps<#place> for #module {
            type State = #state;
            type Alarm = #alarm;
            fn first() -> #state { #first }
        }
    }
}

/// What a node keeps.
pub(super) fn keeps(node: &NodeInput) -> Keeps {
    if node.alarms().next().is_some() {
        Keeps::Alarms
    } else if node.states().next().is_some() {
        Keeps::State
    } else {
        Keeps::Nothing
    }
}

/// What the `#[state]` parameters of a node begin with.
pub(crate) fn first<'a>(states: impl Iterator<Item = &'a StateInput>) -> TokenStream {
    let first = states.map(|StateInput { first, span, .. }| match first {
        Some(first) => first.clone(),
        None => quote_spanned!(*span=> ::core::default::Default::default()),
    });
    quote!((#(#first,)*))
}

/// The type of a node's alarms.
pub(crate) fn alarm_type(alarm: Option<&AlarmInput>) -> TokenStream {
    match alarm {
        Some(AlarmInput { ty, span }) => quote_spanned!(*span=> ::gateway_runtime::__support::Alarm<#ty>),
        None => quote!(()),
    }
}

/// All state of a node, as one type; with `per_key`, the type of the key, that of every key.
fn all(node: &NodeInput, per_key: Option<&TokenStream>) -> TokenStream {
    let state = state(node);
    per_key.map_or_else(|| state.clone(), |key| quote!(::gateway_runtime::__support::ByKey<#key, #state>))
}

/// The state of a node for one key, or altogether.
fn state(node: &NodeInput) -> TokenStream {
    let types = node.states().map(|state| &state.ty);
    // A type that cannot move to the engine's thread is told at the first of them.
    let span = node.states().next().map_or_else(Span::call_site, |state| state.span);
    quote_spanned!(span=> (#(#types,)*))
}

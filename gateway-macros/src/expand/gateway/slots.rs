//! The variable that a channel has in a cycle, by how often it can tick and what becomes of several ticks.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Wiring, literal, value};
use crate::model::{Merge, Shape};

/// How many ticks of a burst fit without a heap allocation.
const INLINE_TICKS: std::ops::RangeInclusive<usize> = 1..=8;

/// The type of the variable.
pub(super) fn ty(wiring: &Wiring<'_>, channel: usize) -> TokenStream {
    let value = value(channel);
    let declared = &wiring.graph.set.channels[channel];
    match (declared.merge, declared.shape) {
        (Some(Merge::Collect), _) => {
            let message = message(channel);
            quote!(__support::Collection<#message>)
        }
        (Some(Merge::First), Shape::Basket) => quote!(__support::FirstByKey<#value>),
        (Some(Merge::Last), Shape::Basket) => quote!(__support::LastByKey<#value>),
        (Some(Merge::First), _) => quote!(__support::First<#value>),
        (Some(Merge::Last), _) => quote!(__support::Last<#value>),
        (None, _) if wiring.bursts(channel) => {
            if let Some(most) = wiring.multiplicity.most(wiring.graph, channel) {
                let most = literal(most);
                return quote!(__support::Several<#value, #most, { __support::has_room::<#value>(#most) }>);
            }
            let publishers = wiring.graph.publishers(channel).count() + usize::from(declared.is_fed());
            let inline = literal(publishers.clamp(*INLINE_TICKS.start(), *INLINE_TICKS.end()));
            quote!(__support::Burst<#value, #inline>)
        }
        (None, _) => quote!(::core::option::Option<#value>),
    }
}

/// The type of one message of a channel.
fn message(channel: usize) -> TokenStream {
    let definition = super::definition(channel);
    quote!(__support::MessageOf<#definition>)
}

/// The type of what a node gives of a channel: what a tick carries, or a message that gets its key or its list later.
pub(super) fn given(wiring: &Wiring<'_>, target: &crate::model::Publish) -> TokenStream {
    if target.keyed || wiring.graph.set.channels[target.channel].collects() {
        return message(target.channel);
    }
    let value = value(target.channel);
    quote!(#value)
}

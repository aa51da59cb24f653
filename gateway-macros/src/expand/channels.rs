//! `#[channels]`: one type for each channel, and the companion.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::{fields, states};
use crate::companion;
use crate::diag::Sink;
use crate::model::{Channel, ChannelSet, ERRORS, Place, Remembers, StaticField};
use crate::names;
use crate::parse::channels::{ChannelInput, ChannelsInput};
use crate::parse::options::Default;
use crate::parse::stage::StageInput;

/// The description of the set. If `poisoned`, its errors have been reported and nothing more is to be said of it.
pub(crate) fn describe(input: &ChannelsInput, poisoned: bool) -> ChannelSet {
    let name = input.item.ident.clone();
    let channels = input.channels.iter().map(|channel| Channel {
        name: channel.ident.clone(),
        place: Place::of(channel.ident.span()),
        shape: channel.shape,
        send: channel.send,
        inside: None,
        merge: channel.merge,
        dynamic: channel.dynamic,
        remembers: Remembers { history: channel.remembered.history.is_some(), lookup: channel.remembered.lookup.is_some() },
        stage: channel.stage.is_some(),
        role: channel.role,
    });
    let fields =
        input.fields.iter().map(|field| StaticField { name: field.field.ident.clone(), required: matches!(field.default, Default::None) });
    let states = states::describe(input);
    ChannelSet { place: Place::of(name.span()), poisoned, channels: channels.collect(), fields: fields.collect(), states, name }
}

pub(crate) fn expand(input: &ChannelsInput, poisoned: bool, sink: &mut Sink) -> TokenStream {
    let (fields_type, fields) = fields::expand(input, sink);
    let item = &input.item;
    let name = &item.ident;
    let set = names::text(name);
    let companion = companion::define(name, &describe(input, poisoned));
    let mut first_state = 0;
    let definitions = input.channels.iter().enumerate().map(|(index, channel)| {
        let remembered = if poisoned { None } else { states::remembered(name, channel, first_state) };
        first_state += channel.remembered.states.len();
        definition(input, index, channel, remembered)
    });
    let states = if poisoned { TokenStream::new() } else { states::expand(input) };
    let idents: Vec<_> = input.channels.iter().map(|channel| &channel.ident).collect();
    let handles = input.channels.iter().enumerate().map(|(index, channel)| {
        let ChannelInput { ident, value, .. } = channel;
        let index = Literal::usize_unsuffixed(index);
        let text = names::text(ident);
        let doc = format!("Channel `{ident}`, for code outside the graph.");
        quote! {
            #[doc = #doc]
            pub const #ident: ::gateway_runtime::__support::ChannelRef<#name, #value> =
                ::gateway_runtime::__support::ChannelRef::new(#index, #text);
        }
    });
    let errors = input.channels.iter().find(|channel| channel.ident == ERRORS && !poisoned).map(|channel| {
        let value = &channel.value;
        quote_spanned!(channel.declared.span()=> const _: fn() = ::gateway_runtime::__support::assert_failure::<#value>;)
    });
    let staging_types = if poisoned { TokenStream::new() } else { staging_types(input) };
    quote! {
        #[allow(dead_code, clippy::allow_attributes_without_reason)]
        #item
        #errors
        #staging_types
        #[allow(non_upper_case_globals, dead_code, clippy::allow_attributes_without_reason)]
        impl #name { #(#handles)* }
        #[allow(non_camel_case_types, non_upper_case_globals, clippy::allow_attributes_without_reason)]
        const _: () = {
            #(#definitions)*
            #states
            #fields
            impl ::gateway_runtime::__support::ChannelSet for #name {
                const NAME: &'static str = #set;
                type Fields = #fields_type;
                fn channels() -> &'static [&'static dyn ::gateway_runtime::__support::AnyChannel] {
                    static CHANNELS: &[&dyn ::gateway_runtime::__support::AnyChannel] =
                        &[#({ static ERASED: ::gateway_runtime::__support::Erased<#idents> = ::gateway_runtime::__support::Erased::new(); &ERASED }),*];
                    CHANNELS
                }
            }
        };
        #companion
    }
}

/// The type that stands for one channel, and the only type that the channel carries.
fn definition(input: &ChannelsInput, index: usize, channel: &ChannelInput, remembered: Option<TokenStream>) -> TokenStream {
    let ChannelInput { ident, doc, value, declared, send, message, key, keys: known, closed, dynamic, stage, .. } = channel;
    let (set, vis) = (&input.item.ident, &input.item.vis);
    let name = names::text(ident);
    let index = Literal::usize_unsuffixed(index);
    let declared = quote_spanned!(declared.span()=> <#declared as ::gateway_runtime::__support::Declared>);
    let messages = message.as_ref().map(|message| {
        quote! {
            impl ::gateway_runtime::__support::Messages for #ident {
                type Message = #message;
            }
            impl ::gateway_runtime::__support::MessageIn<#ident> for #message {
                #[inline(always)]
                fn from_message(message: &Self) -> &Self { message }
                #[inline(always)]
                fn from_messages(messages: &[Self]) -> &[Self] { messages }
                #[inline(always)]
                fn into_message(self) -> Self { self }
            }
        }
    });
    let closed = closed.then(|| {
        quote!(
            const CLOSED: bool = true;
        )
    });
    let dynamic = dynamic.then(|| {
        quote!(
            const DYNAMIC: bool = true;
        )
    });
    let staging = stage.as_ref().map(|stage| staging(input, stage));
    let known = (!known.is_empty()).then(|| declared_keys(key.as_ref(), known));
    let keys = key.as_ref().map(|key| quote!(impl ::gateway_runtime::__support::Keys for #ident { type Key = #key; }));
    quote! {
        // Not a unit struct: that would turn every binding of the same name into a pattern.
        #vis enum #ident {}
        impl ::gateway_runtime::__support::ChannelDef for #ident {
            type Value = #declared::Value;
            type Sample = #declared::Sample;
            const INDEX: usize = #index;
            const NAME: &'static str = #name;
            const DOC: &'static str = #doc;
            const SEND: bool = #send;
            #closed
            #dynamic
            #staging
            #known
            #remembered
        }
        impl ::gateway_runtime::__support::ChannelAt<#index> for #set {
            type Def = #ident;
        }
        impl ::gateway_runtime::__support::CarriedBy<#ident> for #value {
            #[inline(always)]
            fn from_ref(value: &Self) -> &Self { value }
            #[inline(always)]
            fn from_slice(values: &[Self]) -> &[Self] { values }
            #[inline(always)]
            fn from_ticks(
                ticks: &[::gateway_runtime::__support::Tick<Self>],
            ) -> &[::gateway_runtime::__support::Tick<Self>] { ticks }
            #[inline(always)]
            fn into_value(self) -> Self { self }
        }
        #messages
        #keys
    }
}

/// How a channel is staged, with the places of the channels that have to do with it.
fn staging(input: &ChannelsInput, stage: &StageInput) -> TokenStream {
    let place = |name: &Option<Ident>| {
        let place = name.as_ref().and_then(|name| input.channels.iter().position(|channel| channel.ident == *name));
        place.map_or_else(
            || quote!(::core::option::Option::None),
            |place| {
                let place = Literal::usize_unsuffixed(place);
                quote!(::core::option::Option::Some(#place))
            },
        )
    };
    let (events, requests) = (place(&stage.events), place(&stage.requests));
    quote!(
        const STAGING: ::core::option::Option<::gateway_runtime::__support::Staging> =
            ::core::option::Option::Some(::gateway_runtime::__support::Staging { events: #events, requests: #requests });
    )
}

/// The channels that have to do with staging carry events and requests of the very message that is staged.
fn staging_types(input: &ChannelsInput) -> TokenStream {
    let staged = input.channels.iter().filter_map(|channel| Some((channel, channel.stage.as_ref()?)));
    let checks = staged.flat_map(|(staged, stage)| {
        let value = &staged.value;
        [(&stage.events, quote!(assert_staging_events)), (&stage.requests, quote!(assert_staging_requests))].map(|(name, check)| {
            let channel = input.channels.iter().find(|channel| name.as_ref().is_some_and(|name| channel.ident == *name))?;
            let carried = &channel.value;
            Some(quote_spanned!(channel.declared.span()=> const _: fn() = ::gateway_runtime::__support::#check::<
                <#value as ::gateway_runtime::__support::Payload>::Element,
                #carried,
            >;))
        })
    });
    checks.flatten().collect()
}

/// The keys that are declared with a basket, as texts. rustc checks each where it stands.
fn declared_keys(key: Option<&TokenStream>, known: &[syn::Expr]) -> TokenStream {
    let labels = known.iter().map(|known| quote_spanned!(known.span()=> ::gateway_runtime::__support::label::<#key, _>(&(#known))));
    quote!(
        fn keys() -> ::std::vec::Vec<::std::string::String> {
            ::std::vec![#(#labels),*]
        }
    )
}

//! States of channels: one type for each, in which rustc finds the fields of its key.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use crate::model::{Shape, State};
use crate::names;
use crate::parse::channels::{ChannelInput, ChannelsInput};
use crate::parse::state::{BoundsInput, PartInput, StateInput};

/// The states of the set, described.
pub(crate) fn describe(input: &ChannelsInput) -> Vec<State> {
    let of_channel = |(channel, described): (usize, &ChannelInput)| {
        let state = |state: &StateInput| {
            let of_basket = (described.shape == Shape::Basket).then(|| "key".to_owned());
            State {
                name: state.alias.clone(),
                channel,
                of_ids: state.key.iter().any(PartInput::is_id),
                key: of_basket.into_iter().chain(state.key.iter().map(PartInput::text)).collect(),
            }
        };
        described.remembered.states.iter().map(state).collect::<Vec<_>>()
    };
    input.channels.iter().enumerate().flat_map(of_channel).collect()
}

/// The types of all states of the set, which are numbered over its channels.
pub(crate) fn expand(input: &ChannelsInput) -> TokenStream {
    let states = input.channels.iter().enumerate().flat_map(|(channel, described)| {
        let states = described.remembered.states.iter();
        states.map(move |state| (channel, described, state))
    });
    states.enumerate().map(|(index, (channel, described, state))| definition(input, index, channel, described, state)).collect()
}

/// The type of state number `index`, in a block of its own.
fn definition(input: &ChannelsInput, index: usize, channel: usize, described: &ChannelInput, state: &StateInput) -> TokenStream {
    let (set, vis) = (&input.item.ident, &input.item.vis);
    let StateInput { alias, key, max_keys, .. } = state;
    let text = names::text(alias);
    let (index, channel) = (Literal::usize_unsuffixed(index), Literal::usize_unsuffixed(channel));
    let of_basket = described.shape == Shape::Basket;
    let mut parts: Vec<Part> = Vec::new();
    if let (true, Some(key)) = (of_basket, &described.key) {
        let names = quote!(&["key"]);
        parts.push(Part {
            names,
            consts: TokenStream::new(),
            ty: quote!(#key),
            get: quote!(::gateway_runtime::__support::basket_key(key)),
        });
    }
    parts.extend(key.iter().enumerate().map(|(place, part)| self::part(part, place, &described.element)));
    let names = parts.iter().map(|part| &part.names);
    let consts = parts.iter().map(|part| &part.consts);
    let types = parts.iter().map(|part| &part.ty);
    let gets = parts.iter().map(|part| &part.get);
    let (types, gets) = match parts.len() {
        1 => (quote!(#(#types)*), quote!(#(#gets)*)),
        _ => (quote!((#(#types),*)), quote!((#(#gets),*))),
    };
    let max_keys = max_keys.as_ref().map(|keys| {
        quote!(
            const MAX_KEYS: ::core::option::Option<usize> = ::core::option::Option::Some(#keys);
        )
    });
    let element = &described.element;
    // Messages of rustc show it.
    let name = format_ident!("state_{text}", span = alias.span());
    quote! {
        const _: () = {
            #(#consts)*
            #vis enum #name {}
            impl ::gateway_runtime::__support::StateDef for #name {
                type Channel = ::gateway_runtime::__support::DefAt<#set, #channel>;
                type Key = #types;
                const ALIAS: &'static str = #text;
                const KEY: &'static [&'static [&'static str]] = &[#(#names),*];
                #max_keys
                #[inline]
                fn key<'a>(
                    message: &'a ::gateway_runtime::__support::ElementOf<Self>,
                    id: &'a ::gateway_runtime::__support::TickId,
                    key: ::core::option::Option<&'a ::gateway_runtime::__support::BasketKeyOf<Self>>,
                ) -> ::gateway_runtime::__support::StateRef<'a, Self> {
                    #gets
                }
            }
            impl ::gateway_runtime::__support::StateAt<#index> for #set {
                type Def = #name;
            }
            impl ::gateway_runtime::__support::ViewOf<#name> for (#types, #element) {
                type Key = #types;
                type Message = #element;
                #[inline(always)]
                fn state(view: ::gateway_runtime::__support::State<'_, #types, #element>)
                    -> ::gateway_runtime::__support::State<'_, #types, #element> { view }
                #[inline(always)]
                fn changes(view: ::gateway_runtime::__support::Changes<'_, #types, #element>)
                    -> ::gateway_runtime::__support::Changes<'_, #types, #element> { view }
            }
        };
    }
}

/// One part of a key.
struct Part {
    /// Its path, as texts.
    names: TokenStream,
    /// The places of its fields. Each is a constant, so that a field that does not exist is one error.
    consts: TokenStream,
    ty: TokenStream,
    get: TokenStream,
}

fn part(part: &PartInput, place: usize, message: &TokenStream) -> Part {
    let texts = part.path.iter().map(names::text);
    let names = quote!(&[#(#texts),*]);
    let (mut consts, mut ty, mut get) = (TokenStream::new(), message.clone(), quote!(message));
    if part.is_id() {
        let (ty, get) = (quote!(::gateway_runtime::__support::TickId), quote!(id));
        return Part { names, consts, ty, get };
    }
    for (depth, field) in part.path.iter().enumerate() {
        let (text, span) = (names::text(field), field.span());
        let (found, name) = (format_ident!("__FOUND_{place}_{depth}"), format_ident!("__PLACE_{place}_{depth}"));
        if depth + 1 < part.path.len() {
            let at = quote_spanned!(span=> ::gateway_runtime::__support::place::<#ty>(#text));
            consts.extend(quote!(const #name: usize = #at;));
        } else {
            let can_be = quote!({
                use ::gateway_runtime::__support::NoPart as _;
                ::gateway_runtime::__support::Probe::<<#ty as ::gateway_runtime::__support::FieldAt<{ #found.place }>>::Type>::IS_PART
            });
            let at = quote_spanned!(span=> ::gateway_runtime::__support::found::<#ty>(#text));
            let part = quote_spanned!(span=> ::gateway_runtime::__support::part(&#found, #can_be));
            consts.extend(quote!(const #found: ::gateway_runtime::__support::Found = #at; const #name: usize = #part;));
        }
        ty = quote_spanned!(span=> <#ty as ::gateway_runtime::__support::FieldAt<#name>>::Type);
        get = quote!(::gateway_runtime::__support::field::<#name, _>(#get));
    }
    Part { names, consts, ty, get }
}

/// What a channel remembers, as a method of its definition. `first` is the number of its first state.
pub(crate) fn remembered(set: &Ident, channel: &ChannelInput, first: usize) -> Option<TokenStream> {
    let remembered = &channel.remembered;
    if remembered.states.is_empty() && remembered.history.is_none() && remembered.lookup.is_none() {
        return None;
    }
    let states = (first..first + remembered.states.len()).map(|index| {
        let index = Literal::usize_unsuffixed(index);
        quote!(::gateway_runtime::__support::state::<<#set as ::gateway_runtime::__support::StateAt<#index>>::Def>())
    });
    let (history, lookup) = (bounds(remembered.history.as_ref()), bounds(remembered.lookup.as_ref()));
    Some(quote! {
        fn remembered() -> ::gateway_runtime::__support::Remembered<Self::Value> {
            ::gateway_runtime::__support::Remembered { states: ::std::vec![#(#states),*], history: #history, lookup: #lookup }
        }
    })
}

fn bounds(bounds: Option<&BoundsInput>) -> TokenStream {
    let Some(BoundsInput { rows, age }) = bounds else { return quote!(::core::option::Option::None) };
    let rows = rows.map(Literal::usize_unsuffixed);
    let age = age.map(|age| {
        let nanos = u64::try_from(age.as_nanos()).unwrap_or(u64::MAX);
        quote!(::core::time::Duration::from_nanos(#nanos))
    });
    let bounds = match (rows, age) {
        (Some(rows), Some(age)) => quote!(both(#rows, #age)),
        (Some(rows), None) => quote!(rows(#rows)),
        (None, Some(age)) => quote!(age(#age)),
        (None, None) => return quote!(::core::option::Option::Some(::gateway_runtime::__support::Bounds::LOOKUP)),
    };
    quote!(::core::option::Option::Some(::gateway_runtime::__support::Bounds::#bounds))
}

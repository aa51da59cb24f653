//! The relay that makes a whole graph visible to one macro.
//!
//! A procedural macro sees its own item only. So `#[channels]` and `#[module]` leave, beside the item, a hidden
//! `macro_rules!` of the **same name** (macros have a namespace of their own, so `use desk::Matcher` brings both). It
//! carries the item's description as tokens, and is called like this:
//!
//! ```text
//! Matcher! { { what was gathered } [ (next::Companion) .. (::gateway_runtime::__support::gateway) ] }
//! ```
//!
//! It adds its description to what was gathered and calls the next one; the last in the list is a procedural macro of
//! this crate, which then holds all descriptions.
//!
//! Each call is one level deeper in macro expansion, of which rustc allows 128. So a long list is gathered in groups
//! first ([`group`]): each becomes a companion of its own.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::Path;
use syn::parse::{Parse, ParseStream};

use crate::place;

/// The companion of the item called `name`.
pub(crate) fn define(name: &Ident, description: &impl ToTokens) -> TokenStream {
    // Exported macros share one namespace in their crate: the place makes the name unique.
    let hidden = format_ident!("__gateway_{}_{}", name, place::unique(name.span()));
    let rules = rules(&hidden, &quote!({ #description }));
    quote! {
        #[doc(hidden)]
        #[macro_export]
        #rules
        #[doc(hidden)]
        #[allow(unused_imports, clippy::allow_attributes_without_reason)]
        pub use #hidden as #name;
    }
}

/// A companion that passes on `descriptions`, each in braces.
fn rules(name: &Ident, descriptions: &TokenStream) -> TokenStream {
    quote! {
        macro_rules! #name {
            ({ $($gathered:tt)* } [ ($($next:tt)*) $($later:tt)* ]) => {
                $($next)* ! { { $($gathered)* #descriptions } [ $($later)* ] }
            };
        }
    }
}

/// How many companions call each other in a row.
const GROUP: usize = 50;

/// Calls that gather the descriptions behind `head` and `paths`, and hand them with `first` to our own macro `last`.
pub(crate) fn call_all(first: &impl ToTokens, head: &Path, paths: &[&Path], last: &str) -> TokenStream {
    if paths.len() <= GROUP {
        return call(first, std::iter::once(head).chain(paths.iter().copied()), last);
    }
    let unique = place::unique(head.segments.last().map_or_else(proc_macro2::Span::call_site, |segment| segment.ident.span()));
    let mut calls = TokenStream::new();
    let mut groups: Vec<Path> = vec![head.clone()];
    for (number, paths) in paths.chunks(GROUP).enumerate() {
        let group = format_ident!("__gateway_group_{unique}_{number}");
        calls.extend(call(&group, paths.iter().copied(), "companion_of_group"));
        groups.push(group.into());
    }
    calls.extend(call(first, &groups, last));
    calls
}

/// The companion of a group: its name came first, then the descriptions.
pub(crate) fn group(mut gathered: Gathered) -> syn::Result<TokenStream> {
    let name: Ident = gathered.next()?;
    let descriptions: TokenStream = gathered.groups.map(proc_macro2::TokenTree::from).collect();
    Ok(rules(&name, &descriptions))
}

/// A call that gathers the descriptions behind `paths`, and hands them with `first` to our own macro `last`.
pub(crate) fn call<'a>(first: &impl ToTokens, paths: impl IntoIterator<Item = &'a Path>, last: &str) -> TokenStream {
    let last = format_ident!("{last}");
    let mut calls: Vec<TokenStream> = paths.into_iter().map(|path| quote!(#path)).collect();
    calls.push(quote!(::gateway_runtime::__support::#last));
    let (head, rest) = (&calls[0], &calls[1..]);
    quote!(#head ! { { { #first } } [ #((#rest))* ] })
}

/// What arrives at the end of a relay: groups, each with one description.
pub(crate) struct Gathered {
    pub(crate) groups: std::vec::IntoIter<proc_macro2::Group>,
}

impl Parse for Gathered {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let content;
        syn::braced!(content in input);
        let mut groups = Vec::new();
        while !content.is_empty() {
            groups.push(content.parse()?);
        }
        input.parse::<proc_macro2::Group>()?;
        Ok(Self { groups: groups.into_iter() })
    }
}

impl Gathered {
    /// The next description, as it stands.
    pub(crate) fn next_tokens(&mut self) -> syn::Result<TokenStream> {
        self.groups
            .next()
            .map(|group| group.stream())
            .ok_or_else(|| syn::Error::new(proc_macro2::Span::call_site(), "a description is missing"))
    }

    /// The next description.
    pub(crate) fn next<T: Parse>(&mut self) -> syn::Result<T> {
        syn::parse2(self.next_tokens()?)
    }
}

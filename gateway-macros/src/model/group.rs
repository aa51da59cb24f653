//! A group of modules, described: the descriptions of its members, with their names.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::{LitInt, braced};

use super::Module;
use super::description::{all, word};

/// What stands behind a field of a gateway or of a group.
pub(crate) enum Described {
    Module(Module),
    Group(Group),
}

/// Modules that are reused as one.
pub(crate) struct Group {
    pub(crate) name: Ident,
    pub(crate) members: Vec<Member>,
}

/// One field of a group.
pub(crate) struct Member {
    pub(crate) name: Ident,
    /// How many modules there are at most, if it is a list.
    pub(crate) instances: Option<usize>,
    /// What stands behind it.
    pub(crate) described: TokenStream,
}

impl ToTokens for Group {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { name, members } = self;
        tokens.extend(quote!(group #name #(#members)*));
    }
}

impl ToTokens for Member {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { name, instances, described } = self;
        let instances = instances.map(|most| {
            let most = Literal::usize_unsuffixed(most);
            quote!(instances #most)
        });
        tokens.extend(quote!({ #name #instances { #described } }));
    }
}

impl Parse for Described {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if !word(input, "group") {
            return input.parse().map(Self::Module);
        }
        let name = input.call(syn::ext::IdentExt::parse_any)?;
        Ok(Self::Group(Group { name, members: all(input)? }))
    }
}

impl Parse for Member {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (content, described);
        braced!(content in input);
        let name = content.call(syn::ext::IdentExt::parse_any)?;
        let instances = if word(&content, "instances") { Some(content.parse::<LitInt>()?.base10_parse()?) } else { None };
        braced!(described in content);
        Ok(Self { name, instances, described: described.parse()? })
    }
}

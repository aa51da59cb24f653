//! A module, described.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::{LitInt, braced, parenthesized};

use super::description::{Place, word};
use super::{Drive, How, Yield};

/// A module: its nodes, and which hooks it has.
pub(crate) struct Module {
    pub(crate) name: Ident,
    pub(crate) place: Place,
    /// The last segment of the path to its channel set.
    pub(crate) set: Ident,
    /// Its declaration has errors, which have been reported.
    pub(crate) poisoned: bool,
    pub(crate) start: bool,
    pub(crate) stop: bool,
    pub(crate) nodes: Vec<Node>,
}

pub(crate) struct Node {
    pub(crate) name: Ident,
    pub(crate) place: Place,
    pub(crate) drive: Drive,
    /// It returns a `Result`.
    pub(crate) fallible: bool,
    /// It keeps something from run to run, beside its module.
    pub(crate) keeps: bool,
    /// It only prepares work, which runs off the engine's thread. What that gives is published by the node after it.
    pub(crate) offload: bool,
    pub(crate) reads: Vec<Read>,
    pub(crate) publishes: Vec<Publish>,
}

/// A channel that a node reads.
pub(crate) struct Read {
    pub(crate) name: Ident,
    pub(crate) place: Place,
    /// The channel's place in its set.
    pub(crate) channel: usize,
    pub(crate) how: How,
    pub(crate) optional: bool,
    pub(crate) feedback: bool,
}

/// A channel that a node publishes.
pub(crate) struct Publish {
    pub(crate) name: Ident,
    /// The channel's place in its set.
    pub(crate) channel: usize,
    pub(crate) how: Yield,
}

impl ToTokens for Module {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { name, place, set, nodes, .. } = self;
        let place = place.tokens();
        let poisoned = self.poisoned.then(|| quote!(poisoned));
        let start = self.start.then(|| quote!(start));
        let stop = self.stop.then(|| quote!(stop));
        tokens.extend(quote!(module #name #place #set #poisoned #start #stop { #(#nodes)* }));
    }
}

impl ToTokens for Node {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { name, place, drive, reads, publishes, .. } = self;
        let place = place.tokens();
        let fallible = self.fallible.then(|| quote!(fallible));
        let keeps = self.keeps.then(|| quote!(keeps));
        let offload = self.offload.then(|| quote!(offload));
        tokens.extend(quote!({ #name #place #drive #fallible #keeps #offload (#(#reads)*) (#(#publishes)*) }));
    }
}

impl ToTokens for Read {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { name, place, how, .. } = self;
        let place = place.tokens();
        let channel = Literal::usize_unsuffixed(self.channel);
        let optional = self.optional.then(|| quote!(optional));
        let feedback = self.feedback.then(|| quote!(feedback));
        tokens.extend(quote!({ #name #place #channel #how #optional #feedback }));
    }
}

impl ToTokens for Publish {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { name, how, .. } = self;
        let channel = Literal::usize_unsuffixed(self.channel);
        tokens.extend(quote!({ #name #channel #how }));
    }
}

impl Parse for Module {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if !word(input, "module") {
            return Err(input.error("this is not a module: annotate its declaration with `#[module]`"));
        }
        let name: Ident = input.parse()?;
        let place = Place::parse(input)?;
        let set = input.parse()?;
        let (poisoned, start, stop) = (word(input, "poisoned"), word(input, "start"), word(input, "stop"));
        let content;
        braced!(content in input);
        Ok(Self { name, place, set, poisoned, start, stop, nodes: all(&content)? })
    }
}

impl Parse for Node {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let content;
        braced!(content in input);
        let name: Ident = content.call(syn::ext::IdentExt::parse_any)?;
        let place = Place::parse(&content)?;
        let drive = content.parse()?;
        let (fallible, keeps, offload) = (word(&content, "fallible"), word(&content, "keeps"), word(&content, "offload"));
        let (reads, publishes);
        parenthesized!(reads in content);
        parenthesized!(publishes in content);
        Ok(Self { name, place, drive, fallible, keeps, offload, reads: all(&reads)?, publishes: all(&publishes)? })
    }
}

impl Parse for Read {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let content;
        braced!(content in input);
        let name: Ident = content.call(syn::ext::IdentExt::parse_any)?;
        let place = Place::parse(&content)?;
        let channel = content.parse::<LitInt>()?.base10_parse()?;
        let how = content.parse()?;
        Ok(Self { name, place, channel, how, optional: word(&content, "optional"), feedback: word(&content, "feedback") })
    }
}

impl Parse for Publish {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let content;
        braced!(content in input);
        let name: Ident = content.call(syn::ext::IdentExt::parse_any)?;
        Ok(Self { name, channel: content.parse::<LitInt>()?.base10_parse()?, how: content.parse()? })
    }
}

fn all<T: Parse>(input: ParseStream<'_>) -> syn::Result<Vec<T>> {
    let mut items = Vec::new();
    while !input.is_empty() {
        items.push(input.parse()?);
    }
    Ok(items)
}

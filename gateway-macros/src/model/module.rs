//! A module, described.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::{LitInt, LitStr, braced, parenthesized};

use super::description::{Place, all, word};
use super::{Drive, How, Keeps, Keys, Yield};

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
    /// The baskets for which it names keys, by their places in the set.
    pub(crate) keys: Vec<usize>,
    pub(crate) nodes: Vec<Node>,
    /// The edges between its nodes that only it sees.
    pub(crate) edges: Vec<Edge>,
    pub(crate) commands: Vec<Command>,
}

/// An operation on a module that somebody outside asks for.
pub(crate) struct Command {
    pub(crate) name: Ident,
    pub(crate) place: Place,
    pub(crate) doc: String,
    /// The node that publishes what it gives, by its place among those of the module.
    pub(crate) node: Option<usize>,
}

/// An edge inside a module.
pub(crate) struct Edge {
    pub(crate) name: Ident,
    pub(crate) place: Place,
}

pub(crate) struct Node {
    pub(crate) name: Ident,
    pub(crate) place: Place,
    pub(crate) drive: Drive,
    /// It returns a `Result`.
    pub(crate) fallible: bool,
    pub(crate) keeps: Keeps,
    /// It only prepares work, which runs off the engine's thread. What that gives is published by the node after it.
    pub(crate) offload: bool,
    pub(crate) reads: Vec<Read>,
    pub(crate) publishes: Vec<Publish>,
    /// The static fields of the channel set that it reads.
    pub(crate) fields: Vec<Ident>,
}

/// A channel that a node reads.
pub(crate) struct Read {
    pub(crate) name: Ident,
    pub(crate) place: Place,
    /// The channel's place in its set, or the edge's among those of the module.
    pub(crate) channel: usize,
    /// Whether it is an edge inside the module.
    pub(crate) private: bool,
    pub(crate) how: How,
    /// Whether ids and times are read too.
    pub(crate) stamped: bool,
    pub(crate) keys: Keys,
    /// The state of the channel that is read, by its place in the set.
    pub(crate) state: Option<usize>,
    pub(crate) marks: Marks,
}

/// How an input is marked.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Marks {
    /// `#[optional]`: its channel may have no publisher.
    pub(crate) optional: bool,
    /// `#[feedback]`: it may see ticks a cycle late.
    pub(crate) feedback: bool,
}

/// A channel that a node publishes.
pub(crate) struct Publish {
    pub(crate) name: Ident,
    /// The channel's place in its set, or the edge's among those of the module.
    pub(crate) channel: usize,
    /// Whether it is an edge inside the module.
    pub(crate) private: bool,
    pub(crate) how: Yield,
    /// The values tick under one key of a basket.
    pub(crate) keyed: bool,
}

impl Read {
    /// Whether it reads one key, which an expression names.
    pub(crate) fn is_of_named_key(&self) -> bool {
        self.keys == Keys::Named
    }
}

impl ToTokens for Module {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { name, place, set, nodes, edges, commands, .. } = self;
        let place = place.tokens();
        let poisoned = self.poisoned.then(|| quote!(poisoned));
        let start = self.start.then(|| quote!(start));
        let stop = self.stop.then(|| quote!(stop));
        let keys = self.keys.iter().copied().map(Literal::usize_unsuffixed);
        tokens.extend(quote!(module #name #place #set #poisoned #start #stop (#(#keys)*) { #(#nodes)* } { #(#edges)* } { #(#commands)* }));
    }
}

impl ToTokens for Node {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { name, place, drive, keeps, reads, publishes, fields, .. } = self;
        let place = place.tokens();
        let fallible = self.fallible.then(|| quote!(fallible));
        let offload = self.offload.then(|| quote!(offload));
        tokens.extend(quote!({ #name #place #drive #fallible #keeps #offload (#(#reads)*) (#(#publishes)*) (#(#fields)*) }));
    }
}

impl ToTokens for Read {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { name, place, how, marks, .. } = self;
        let place = place.tokens();
        let channel = Literal::usize_unsuffixed(self.channel);
        let optional = marks.optional.then(|| quote!(optional));
        let feedback = marks.feedback.then(|| quote!(feedback));
        let private = self.private.then(|| quote!(private));
        let stamped = self.stamped.then(|| quote!(stamped));
        let keys = self.keys;
        let state = self.state.map(Literal::usize_unsuffixed);
        tokens.extend(quote!({ #name #place #channel #private #how #stamped #keys #state #optional #feedback }));
    }
}

impl ToTokens for Publish {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { name, how, .. } = self;
        let channel = Literal::usize_unsuffixed(self.channel);
        let private = self.private.then(|| quote!(private));
        let keyed = self.keyed.then(|| quote!(keyed));
        tokens.extend(quote!({ #name #channel #private #how #keyed }));
    }
}

impl ToTokens for Edge {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { name, place } = self;
        let place = place.tokens();
        tokens.extend(quote!(#name #place));
    }
}

impl ToTokens for Command {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { name, place, doc, node } = self;
        let place = place.tokens();
        let node = node.map(Literal::usize_unsuffixed);
        tokens.extend(quote!({ #name #place #doc #node }));
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
        let keys;
        parenthesized!(keys in input);
        let keys: Vec<LitInt> = all(&keys)?;
        let keys = keys.iter().map(LitInt::base10_parse).collect::<syn::Result<_>>()?;
        let (nodes, edges, commands);
        braced!(nodes in input);
        braced!(edges in input);
        braced!(commands in input);
        let (nodes, edges, commands) = (all(&nodes)?, all(&edges)?, all(&commands)?);
        Ok(Self { name, place, set, poisoned, start, stop, keys, nodes, edges, commands })
    }
}

impl Parse for Node {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let content;
        braced!(content in input);
        let name: Ident = content.call(syn::ext::IdentExt::parse_any)?;
        let place = Place::parse(&content)?;
        let drive = content.parse()?;
        let (fallible, keeps, offload) = (word(&content, "fallible"), content.parse()?, word(&content, "offload"));
        let (reads, publishes, fields);
        parenthesized!(reads in content);
        parenthesized!(publishes in content);
        parenthesized!(fields in content);
        let (reads, publishes, fields) = (all(&reads)?, all(&publishes)?, all(&fields)?);
        Ok(Self { name, place, drive, fallible, keeps, offload, reads, publishes, fields })
    }
}

impl Parse for Read {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let content;
        braced!(content in input);
        let name: Ident = content.call(syn::ext::IdentExt::parse_any)?;
        let place = Place::parse(&content)?;
        let channel = content.parse::<LitInt>()?.base10_parse()?;
        let private = word(&content, "private");
        let (how, stamped, keys) = (content.parse()?, word(&content, "stamped"), content.parse()?);
        let state = if content.peek(LitInt) { Some(content.parse::<LitInt>()?.base10_parse()?) } else { None };
        let marks = Marks { optional: word(&content, "optional"), feedback: word(&content, "feedback") };
        Ok(Self { name, place, channel, private, how, stamped, keys, state, marks })
    }
}

impl Parse for Publish {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let content;
        braced!(content in input);
        let name: Ident = content.call(syn::ext::IdentExt::parse_any)?;
        let channel = content.parse::<LitInt>()?.base10_parse()?;
        let private = word(&content, "private");
        Ok(Self { name, channel, private, how: content.parse()?, keyed: word(&content, "keyed") })
    }
}

impl Parse for Command {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let content;
        braced!(content in input);
        let name: Ident = content.call(syn::ext::IdentExt::parse_any)?;
        let place = Place::parse(&content)?;
        let doc = content.parse::<LitStr>()?.value();
        let node = if content.is_empty() { None } else { Some(content.parse::<LitInt>()?.base10_parse()?) };
        Ok(Self { name, place, doc, node })
    }
}

impl Parse for Edge {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.call(syn::ext::IdentExt::parse_any)?;
        Ok(Self { name, place: Place::parse(input)? })
    }
}

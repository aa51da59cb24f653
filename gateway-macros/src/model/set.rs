//! A channel set, described.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::braced;
use syn::parse::{Parse, ParseStream};

use super::description::{Place, all, word};
use super::{Merge, Shape};

/// The channels of a gateway.
pub(crate) struct ChannelSet {
    pub(crate) name: Ident,
    pub(crate) place: Place,
    /// Its declaration has errors, which have been reported.
    pub(crate) poisoned: bool,
    pub(crate) channels: Vec<Channel>,
    pub(crate) fields: Vec<StaticField>,
}

/// A static field: a value beside the channels.
pub(crate) struct StaticField {
    pub(crate) name: Ident,
    /// It has no default: configuration must give its value.
    pub(crate) required: bool,
}

pub(crate) struct Channel {
    pub(crate) name: Ident,
    pub(crate) place: Place,
    pub(crate) shape: Shape,
    pub(crate) send: bool,
    /// For an edge inside a module: which module of the gateway, and its place among the module's edges. Never in a
    /// description.
    pub(crate) inside: Option<(usize, usize)>,
    /// Whether its keys are dynamic channels.
    pub(crate) dynamic: bool,
    /// None for a burst.
    pub(crate) merge: Option<Merge>,
}

impl Channel {
    /// Whether publishers give the elements of a list, which the cycle collects.
    pub(crate) fn collects(&self) -> bool {
        self.merge == Some(Merge::Collect)
    }
}

/// The name of the reserved channel on which failures of nodes tick.
pub(crate) const ERRORS: &str = "errors";

impl Channel {
    /// Whether the engine itself publishes it: failures of nodes.
    pub(crate) fn is_errors(&self) -> bool {
        self.name == ERRORS && self.inside.is_none()
    }

    /// Whether ticks come onto it that no node publishes.
    pub(crate) fn enters(&self) -> bool {
        self.send || self.is_errors()
    }
}

impl ChannelSet {
    /// The place of a channel in the declaration.
    pub(crate) fn find(&self, name: &Ident) -> Option<usize> {
        self.channels.iter().position(|channel| channel.name == *name)
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.channels.iter().map(|channel| channel.name.to_string()).collect()
    }
}

impl ToTokens for ChannelSet {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { name, place, poisoned, channels, fields } = self;
        let place = place.tokens();
        let poisoned = poisoned.then(|| quote!(poisoned));
        tokens.extend(quote!(channels #name #place #poisoned { #(#channels)* } { #(#fields)* }));
    }
}

impl ToTokens for StaticField {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { name, required } = self;
        let required = required.then(|| quote!(required));
        tokens.extend(quote!({ #name #required }));
    }
}

impl ToTokens for Channel {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { name, place, shape, send, merge, dynamic, .. } = self;
        let place = place.tokens();
        let send = send.then(|| quote!(send));
        let merge = merge.map(|policy| quote!(merge #policy));
        let dynamic = dynamic.then(|| quote!(dynamic));
        tokens.extend(quote!({ #name #place #shape #send #merge #dynamic }));
    }
}

impl Parse for ChannelSet {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if !word(input, "channels") {
            return Err(input.error("this is not a channel set: annotate its declaration with `#[channels]`"));
        }
        let name: Ident = input.parse()?;
        let place = Place::parse(input)?;
        let poisoned = word(input, "poisoned");
        let content;
        braced!(content in input);
        let mut channels = Vec::new();
        while !content.is_empty() {
            channels.push(content.parse()?);
        }
        let content;
        braced!(content in input);
        Ok(Self { name, place, poisoned, channels, fields: all(&content)? })
    }
}

impl Parse for StaticField {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let content;
        braced!(content in input);
        let name = content.call(syn::ext::IdentExt::parse_any)?;
        Ok(Self { name, required: word(&content, "required") })
    }
}

impl Parse for Channel {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let content;
        braced!(content in input);
        let name: Ident = content.call(syn::ext::IdentExt::parse_any)?;
        let (place, shape, send) = (Place::parse(&content)?, content.parse()?, word(&content, "send"));
        let merge = if word(&content, "merge") { Some(content.parse()?) } else { None };
        Ok(Self { name, place, shape, send, merge, dynamic: word(&content, "dynamic"), inside: None })
    }
}

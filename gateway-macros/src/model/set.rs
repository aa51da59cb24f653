//! A channel set, described.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::{LitInt, LitStr, braced};

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
    /// The states of its channels.
    pub(crate) states: Vec<State>,
}

/// A state: the newest tick of a channel for every key.
pub(crate) struct State {
    pub(crate) name: Ident,
    /// The place of its channel.
    pub(crate) channel: usize,
    /// Whether ids of ticks are part of its key.
    pub(crate) of_ids: bool,
    /// The parts of its key, as texts.
    pub(crate) key: Vec<String>,
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
    /// Whether values are staged for it.
    pub(crate) stage: bool,
    /// What it has to do with the staging of another channel.
    pub(crate) role: Option<Role>,
    /// None for a burst.
    pub(crate) merge: Option<Merge>,
    pub(crate) remembers: Remembers,
}

/// What a channel remembers beside its states.
#[derive(Clone, Copy, Default)]
pub(crate) struct Remembers {
    /// It has a history.
    pub(crate) history: bool,
    /// Its ticks are found by their ids.
    pub(crate) lookup: bool,
}

impl Channel {
    /// Whether publishers give the elements of a list, which the cycle collects.
    pub(crate) fn collects(&self) -> bool {
        self.merge == Some(Merge::Collect)
    }
}

/// What a channel has to do with the staging of another one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// The engine tells there what becomes of areas.
    Events,
    /// Nodes ask there for something.
    Requests,
}

impl Role {
    /// How it is called where the staged channel is declared, and in descriptions.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Requests => "requests",
        }
    }

    /// What such a channel carries.
    pub(crate) fn ty(self) -> &'static str {
        match self {
            Self::Events => "StagingEvent",
            Self::Requests => "StagingRequest",
        }
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
        self.send || self.stage || self.is_told()
    }

    /// Whether the engine itself publishes it, as many ticks as there are: failures of nodes, or what becomes of areas.
    pub(crate) fn is_told(&self) -> bool {
        self.is_errors() || self.role == Some(Role::Events)
    }

    /// Whether values come from outside: sent, or released.
    pub(crate) fn is_fed(&self) -> bool {
        self.send || self.stage
    }
}

impl ChannelSet {
    /// The place of a channel in the declaration.
    pub(crate) fn find(&self, name: &Ident) -> Option<usize> {
        self.channels.iter().position(|channel| channel.name == *name)
    }

    /// The place of a state.
    pub(crate) fn find_state(&self, name: &Ident) -> Option<usize> {
        self.states.iter().position(|state| state.name == *name)
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.channels.iter().map(|channel| channel.name.to_string()).collect()
    }
}

impl ToTokens for ChannelSet {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { name, place, poisoned, channels, fields, states } = self;
        let place = place.tokens();
        let poisoned = poisoned.then(|| quote!(poisoned));
        tokens.extend(quote!(channels #name #place #poisoned { #(#channels)* } { #(#fields)* } { #(#states)* }));
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
        let Self { name, place, shape, send, merge, dynamic, remembers, stage, role, .. } = self;
        let place = place.tokens();
        let send = send.then(|| quote!(send));
        let merge = merge.map(|policy| quote!(merge #policy));
        let dynamic = dynamic.then(|| quote!(dynamic));
        let history = remembers.history.then(|| quote!(history));
        let lookup = remembers.lookup.then(|| quote!(lookup));
        let stage = stage.then(|| quote!(stage));
        let role = role.map(|role| Ident::new(role.word(), Span::call_site()));
        tokens.extend(quote!({ #name #place #shape #send #merge #dynamic #history #lookup #stage #role }));
    }
}

impl ToTokens for State {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { name, channel, of_ids, key } = self;
        let channel = Literal::usize_unsuffixed(*channel);
        let of_ids = of_ids.then(|| quote!(of_ids));
        tokens.extend(quote!({ #name #channel #of_ids #(#key)* }));
    }
}

impl Parse for State {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let content;
        braced!(content in input);
        let name = content.call(syn::ext::IdentExt::parse_any)?;
        let channel = content.parse::<LitInt>()?.base10_parse()?;
        let of_ids = word(&content, "of_ids");
        let key: Vec<LitStr> = all(&content)?;
        Ok(Self { name, channel, of_ids, key: key.iter().map(LitStr::value).collect() })
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
        let (fields, states);
        braced!(fields in input);
        braced!(states in input);
        Ok(Self { name, place, poisoned, channels, fields: all(&fields)?, states: all(&states)? })
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
        let dynamic = word(&content, "dynamic");
        let remembers = Remembers { history: word(&content, "history"), lookup: word(&content, "lookup") };
        let stage = word(&content, "stage");
        let role = [Role::Events, Role::Requests].into_iter().find(|role| word(&content, role.word()));
        Ok(Self { name, place, shape, send, merge, dynamic, remembers, stage, role, inside: None })
    }
}

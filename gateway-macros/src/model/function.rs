//! A function that is a node, described: what a module must know to connect it.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::parenthesized;
use syn::parse::{Parse, ParseStream};

use super::description::{Place, word};
use super::{How, Keeps, Yield};

/// A free function that is a node.
pub(crate) struct Function {
    pub(crate) name: Ident,
    pub(crate) place: Place,
    /// Its declaration has errors, which have been reported.
    pub(crate) poisoned: bool,
    pub(crate) fallible: bool,
    /// What it keeps has types that only what it gives tells.
    pub(crate) keeps_what_it_gives: bool,
    pub(crate) params: Vec<Param>,
    pub(crate) yields: Vec<Given>,
}

/// A parameter of the function.
pub(crate) enum Param {
    Read {
        name: Ident,
        how: How,
        stamped: bool,
    },
    Now,
    State,
    Alarm,
    /// Given where the node is connected.
    Given {
        name: Ident,
    },
}

/// A value that the function returns.
pub(crate) struct Given {
    pub(crate) how: Yield,
    /// Whether its type follows from those of the inputs.
    pub(crate) determined: bool,
}

impl Function {
    /// What it keeps from run to run.
    pub(crate) fn keeps(&self) -> Keeps {
        if self.params.iter().any(|param| matches!(param, Param::Alarm)) {
            Keeps::Alarms
        } else if self.params.iter().any(|param| matches!(param, Param::State)) {
            Keeps::State
        } else {
            Keeps::Nothing
        }
    }
}

impl ToTokens for Function {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { name, place, params, yields, .. } = self;
        let place = place.tokens();
        let poisoned = self.poisoned.then(|| quote!(poisoned));
        let fallible = self.fallible.then(|| quote!(fallible));
        let keeps_what_it_gives = self.keeps_what_it_gives.then(|| quote!(keeps_what_it_gives));
        tokens.extend(quote!(function #name #place #poisoned #fallible #keeps_what_it_gives (#(#params)*) (#(#yields)*)));
    }
}

impl ToTokens for Param {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Self::Read { name, how, stamped } => {
                let stamped = stamped.then(|| quote!(stamped));
                quote!(read #name #how #stamped)
            }
            Self::Now => quote!(now),
            Self::State => quote!(state),
            Self::Alarm => quote!(alarm),
            Self::Given { name } => quote!(given #name),
        });
    }
}

impl ToTokens for Given {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let how = self.how;
        let determined = self.determined.then(|| quote!(determined));
        tokens.extend(quote!(gives #how #determined));
    }
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if !word(input, "function") {
            return Err(input.error("this is not a node: annotate the function with `#[node]`"));
        }
        let name: Ident = input.call(syn::ext::IdentExt::parse_any)?;
        let place = Place::parse(input)?;
        let (poisoned, fallible) = (word(input, "poisoned"), word(input, "fallible"));
        let keeps_what_it_gives = word(input, "keeps_what_it_gives");
        let (params, yields);
        parenthesized!(params in input);
        parenthesized!(yields in input);
        Ok(Self { name, place, poisoned, fallible, keeps_what_it_gives, params: super::all(&params)?, yields: super::all(&yields)? })
    }
}

impl Parse for Param {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if word(input, "read") {
            let name = input.call(syn::ext::IdentExt::parse_any)?;
            return Ok(Self::Read { name, how: input.parse()?, stamped: word(input, "stamped") });
        }
        if word(input, "now") {
            return Ok(Self::Now);
        }
        if word(input, "state") {
            return Ok(Self::State);
        }
        if word(input, "alarm") {
            return Ok(Self::Alarm);
        }
        if word(input, "given") {
            return Ok(Self::Given { name: input.call(syn::ext::IdentExt::parse_any)? });
        }
        Err(input.error("expected a parameter"))
    }
}

impl Parse for Given {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if !word(input, "gives") {
            return Err(input.error("expected a value"));
        }
        Ok(Self { how: input.parse()?, determined: word(input, "determined") })
    }
}

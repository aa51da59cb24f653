//! Where a returned value goes: `publish(fills)`, or one key of a basket, `publish(quotes[Venue::Xetra])`.

use std::fmt;

use proc_macro2::{Ident, TokenStream};
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Expr, Token, bracketed, token};

use super::args::{Args, Value};
use crate::diag::Sink;

/// A channel that a node publishes.
pub(crate) struct Target {
    pub(crate) channel: Ident,
    /// The key under which the values tick.
    pub(crate) key: Option<Expr>,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.channel.fmt(f)
    }
}

impl Parse for Target {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let channel = input.parse()?;
        let key = if input.peek(token::Bracket) {
            let key;
            bracketed!(key in input);
            Some(key.parse()?)
        } else {
            None
        };
        Ok(Self { channel, key })
    }
}

/// Takes `publish(a, b[key])`.
pub(crate) fn targets(args: &mut Args, sink: &mut Sink) -> Vec<Target> {
    let Some(arg) = args.take("publish", sink) else { return Vec::new() };
    match arg.value {
        Value::List(tokens) => list(tokens, sink),
        _ => {
            sink.error(arg.name.span(), "write `publish(..)`");
            Vec::new()
        }
    }
}

fn list(tokens: TokenStream, sink: &mut Sink) -> Vec<Target> {
    let targets = Punctuated::<Target, Token![,]>::parse_terminated.parse2(tokens);
    sink.take(targets).map_or_else(Vec::new, |targets| targets.into_iter().collect())
}

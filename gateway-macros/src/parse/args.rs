//! The words inside an attribute: `word`, `word = value`, `word(..)`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, LitStr, Meta, Token, parenthesized, token};

use crate::diag::Sink;
use crate::duration;
use crate::names;

/// The arguments of one attribute, to be taken out by name. What is left over is unknown.
pub(crate) struct Args {
    attribute: &'static str,
    args: Vec<Arg>,
}

/// One argument.
pub(crate) struct Arg {
    pub(crate) name: Ident,
    pub(crate) value: Value,
}

/// What stands after the name.
pub(crate) enum Value {
    Nothing,
    Assigned(Box<Expr>),
    List(TokenStream),
}

impl Parse for Arg {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name: Ident = syn::ext::IdentExt::parse_any(input)?;
        let value = if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            Value::Assigned(input.parse()?)
        } else if input.peek(token::Paren) {
            let list;
            parenthesized!(list in input);
            Value::List(list.parse()?)
        } else {
            Value::Nothing
        };
        Ok(Self { name, value })
    }
}

impl Args {
    /// Reads the tokens between the parentheses of `#[attribute(..)]`.
    pub(crate) fn parse(attribute: &'static str, tokens: TokenStream, sink: &mut Sink) -> Self {
        let parsed = Punctuated::<Arg, Token![,]>::parse_terminated.parse2(tokens);
        let args = sink.take(parsed).map_or_else(Vec::new, |args| args.into_iter().collect());
        Self { attribute, args }
    }

    /// Reads attributes of one name that stand on one item, as if they were one.
    pub(crate) fn of(attribute: &'static str, attrs: &[Attribute], sink: &mut Sink) -> Self {
        let mut all = Self { attribute, args: Vec::new() };
        for attr in attrs {
            match &attr.meta {
                Meta::Path(_) => {}
                Meta::List(list) => all.args.extend(Self::parse(attribute, list.tokens.clone(), sink).args),
                Meta::NameValue(pair) => sink.error_at(pair, format_args!("write `#[{attribute}(..)]`")),
            }
        }
        all
    }

    /// Takes the argument `name`, which may stand once.
    pub(crate) fn take(&mut self, name: &str, sink: &mut Sink) -> Option<Arg> {
        let (mut found, kept): (Vec<Arg>, Vec<Arg>) = std::mem::take(&mut self.args).into_iter().partition(|arg| arg.name == name);
        self.args = kept;
        for again in found.drain(1.min(found.len())..) {
            sink.error(again.name.span(), format_args!("`{name}` is given twice"));
        }
        found.pop()
    }

    /// Takes every argument `name`, which may stand several times.
    pub(crate) fn take_all(&mut self, name: &str) -> Vec<Arg> {
        let (found, kept) = std::mem::take(&mut self.args).into_iter().partition(|arg| arg.name == name);
        self.args = kept;
        found
    }

    /// Takes a word that stands alone.
    pub(crate) fn flag(&mut self, name: &str, sink: &mut Sink) -> Option<Span> {
        let arg = self.take(name, sink)?;
        if !matches!(arg.value, Value::Nothing) {
            sink.error(arg.name.span(), format_args!("`{name}` takes no value"));
        }
        Some(arg.name.span())
    }

    /// Takes `name = value`.
    pub(crate) fn assigned(&mut self, name: &str, sink: &mut Sink) -> Option<(Ident, Expr)> {
        let arg = self.take(name, sink)?;
        match arg.value {
            Value::Assigned(value) => Some((arg.name, *value)),
            _ => {
                sink.error(arg.name.span(), format_args!("write `{name} = ..`"));
                None
            }
        }
    }

    /// Reports what is left: words that this attribute does not know.
    pub(crate) fn finish(self, known: &[&str], sink: &mut Sink) {
        let known: Vec<String> = known.iter().map(|name| (*name).to_owned()).collect();
        for arg in self.args {
            let help = names::what_exists(&arg.name.to_string(), &known);
            sink.error(arg.name.span(), format_args!("`#[{}]` has no argument `{}`; {help}", self.attribute, arg.name));
        }
    }
}

/// A path to a type, as in `channels = Desk`.
pub(crate) fn path(name: &Ident, value: &Expr, sink: &mut Sink) -> Option<syn::Path> {
    match value {
        Expr::Path(path) if path.attrs.is_empty() && path.qself.is_none() => Some(path.path.clone()),
        other => {
            sink.error_at(other, format_args!("`{name}` takes the name of a type, such as `{name} = Desk`"));
            None
        }
    }
}

/// A span of time as an expression: a text becomes a constant, anything else must be a `Duration`.
pub(crate) fn duration(value: &Expr, sink: &mut Sink) -> Option<TokenStream> {
    if let Expr::Lit(lit) = value
        && let syn::Lit::Str(text) = &lit.lit
    {
        return match duration::parse(&text.value()) {
            Ok(span) => {
                let nanos = u64::try_from(span.as_nanos()).unwrap_or(u64::MAX);
                Some(quote::quote_spanned!(text.span()=> ::core::time::Duration::from_nanos(#nanos)))
            }
            Err(message) => {
                sink.error(text.span(), message);
                None
            }
        };
    }
    Some(value.to_token_stream())
}

/// A default as an expression: a text becomes whatever can be made of one.
pub(crate) fn default(value: &Expr) -> TokenStream {
    match text(value) {
        Some(text) => quote::quote_spanned!(text.span()=> ::core::convert::Into::into(#text)),
        None => value.to_token_stream(),
    }
}

/// A literal text.
pub(crate) fn text(value: &Expr) -> Option<&LitStr> {
    match value {
        Expr::Lit(lit) => match &lit.lit {
            syn::Lit::Str(text) => Some(text),
            _ => None,
        },
        _ => None,
    }
}

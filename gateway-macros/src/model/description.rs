//! Writing descriptions as tokens and reading them again.

use proc_macro2::Span;
use syn::LitStr;
use syn::parse::ParseStream;

use crate::place;

/// An enum each of whose variants is one word in descriptions.
macro_rules! words {
    ($(#[$doc:meta])* pub(crate) enum $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:ident,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $name { $($(#[$variant_doc])* $variant,)* }

        impl quote::ToTokens for $name {
            fn to_tokens(&self, tokens: &mut proc_macro2::TokenStream) {
                tokens.extend(match self { $(Self::$variant => quote::quote!($word),)* });
            }
        }

        impl syn::parse::Parse for $name {
            fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
                let word: proc_macro2::Ident = input.parse()?;
                $(if word == stringify!($word) { return Ok(Self::$variant); })*
                Err(syn::Error::new(word.span(), concat!("expected a ", stringify!($name))))
            }
        }
    };
}

pub(crate) use words;

/// A place in a source file: a token's span where that still is known, and text where not.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) span: Span,
    pub(crate) text: String,
}

impl Place {
    pub(crate) fn of(span: Span) -> Self {
        Self { span, text: place::text(span) }
    }

    /// Whether the span can be underlined: it has not come from another crate.
    pub(crate) fn is_here(&self) -> bool {
        place::is_here(self.span, &self.text)
    }

    /// How a message that underlines `span` names this place.
    pub(crate) fn seen_from(&self, span: Span) -> String {
        if self.is_here() { place::seen_from(self.span, span) } else { self.text.clone() }
    }

    /// Reads a text, which has the span of its place.
    pub(crate) fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let text: LitStr = input.parse()?;
        Ok(Self { span: text.span(), text: text.value() })
    }

    pub(crate) fn tokens(&self) -> LitStr {
        LitStr::new(&self.text, self.span)
    }
}

/// Reads the word `word` if it is next.
pub(crate) fn word(input: ParseStream<'_>, word: &str) -> bool {
    let next = input.fork();
    let is_next = next.parse::<proc_macro2::Ident>().is_ok_and(|ident| ident == word);
    if is_next {
        let _ = input.parse::<proc_macro2::Ident>();
    }
    is_next
}

/// Reads items until nothing is left.
pub(crate) fn all<T: syn::parse::Parse>(input: ParseStream<'_>) -> syn::Result<Vec<T>> {
    let mut items = Vec::new();
    while !input.is_empty() {
        items.push(input.parse()?);
    }
    Ok(items)
}

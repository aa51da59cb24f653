//! Where errors are collected. All errors of one macro call are reported together.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// Collects errors, each with its place.
#[derive(Default)]
pub(crate) struct Sink {
    errors: Vec<syn::Error>,
}

impl Sink {
    /// Reports an error at `place`.
    pub(crate) fn error(&mut self, place: Span, message: impl std::fmt::Display) {
        self.errors.push(syn::Error::new(place, message));
    }

    /// Reports an error that underlines all of `tokens`.
    pub(crate) fn error_at(&mut self, tokens: &impl ToTokens, message: impl std::fmt::Display) {
        self.errors.push(syn::Error::new_spanned(tokens, message));
    }

    /// Takes over an error of syn.
    pub(crate) fn push(&mut self, error: syn::Error) {
        self.errors.push(error);
    }

    /// The value, if there is one; the error otherwise goes here.
    pub(crate) fn take<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    pub(crate) fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    /// All errors as `compile_error!` calls.
    pub(crate) fn into_tokens(self) -> TokenStream {
        self.errors.iter().map(syn::Error::to_compile_error).collect()
    }
}

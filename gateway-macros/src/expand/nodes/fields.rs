//! Static fields of the channel set, read by nodes: `#[field] names: &T`.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::diag::Sink;
use crate::model::ChannelSet;
use crate::names;
use crate::parse::node::FieldInput;

/// Whether the set has such a field, or an error that lists those there are.
pub(super) fn exists(set: &ChannelSet, field: &FieldInput, node: &Ident, sink: &mut Sink) -> bool {
    let exists = set.fields.iter().any(|known| known.name == field.name);
    if !exists {
        let known: Vec<String> = set.fields.iter().map(|field| field.name.to_string()).collect();
        let help = names::what_exists(&field.name.to_string(), &known);
        sink.error(
            field.name.span(),
            format_args!("node `{node}` reads static field `{}`, which `{}` does not have; {help}", field.name, set.name),
        );
    }
    exists
}

/// The parameter by which a wrapper gets all fields, if its node reads any.
pub(super) fn parameter(channels: &syn::Path, read: &[Ident]) -> Option<TokenStream> {
    (!read.is_empty()).then(|| quote!(fields: &::gateway_runtime::__support::FieldsOf<#channels>,))
}

/// A field, passed on. rustc compares its type where the user wrote it.
pub(super) fn pass(field: &FieldInput) -> TokenStream {
    let FieldInput { name, ty } = field;
    let span = proc_macro2::Span::call_site().located_at(ty.span());
    let name = Ident::new(&name.to_string(), span);
    quote_spanned!(span=> { let field: #ty = &fields.#name; field })
}

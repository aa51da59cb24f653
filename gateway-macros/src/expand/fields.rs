//! Static fields of a channel set: a struct of their values, read from configuration.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::module::default_attr;
use crate::diag::Sink;
use crate::names;
use crate::parse::channels::{ChannelsInput, is_named};

/// The type of the values, and its declaration, if there are any.
pub(crate) fn expand(input: &ChannelsInput, sink: &mut Sink) -> (TokenStream, TokenStream) {
    if input.fields.is_empty() {
        return (quote!(()), TokenStream::new());
    }
    let vis = &input.item.vis;
    let mut functions = TokenStream::new();
    let (mut settings, mut described) = (Vec::new(), Vec::new());
    for field in &input.fields {
        let (ident, ty, doc) = (&field.field.ident, &field.field.ty, &field.field.doc);
        let default = default_attr(&field.field, &field.default, &mut functions, sink);
        let duration = is_named(ty, "Duration").then(|| quote!(#[serde(with = "::gateway_runtime::__support::seconds")]));
        settings.push(quote_spanned!(ty.span()=> #default #duration #vis #ident: #ty));
        let name = names::text(ident);
        let schema = quote_spanned!(ty.span()=> <#ty as ::gateway_runtime::__support::Schema>::schema);
        described.push(quote!(::gateway_runtime::__support::StaticMeta { name: #name, doc: #doc, schema: #schema }));
    }
    let declaration = quote! {
        #[derive(::core::clone::Clone, ::gateway_runtime::__support::serde::Serialize, ::gateway_runtime::__support::serde::Deserialize)]
        #[serde(crate = "::gateway_runtime::__support::serde", deny_unknown_fields)]
        #vis struct Fields { #(#settings,)* }
        #functions
        impl ::gateway_runtime::__support::StaticFields for Fields {
            const ALL: &'static [::gateway_runtime::__support::StaticMeta] = &[#(#described),*];
        }
    };
    (quote!(Fields), declaration)
}

//! `#[module] struct`: configuration.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use crate::diag::Sink;
use crate::names;
use crate::parse::args;
use crate::parse::channels::is_named;
use crate::parse::module::{Default, Field, FieldKind, ModuleStruct};

pub(crate) fn expand(module: &ModuleStruct, sink: &mut Sink) -> TokenStream {
    let item = &module.item;
    let name = &item.ident;
    let mut settings = Vec::new();
    let mut functions = TokenStream::new();
    let mut values = Vec::new();
    let mut states = Vec::new();
    for field in &module.fields {
        let Field { ident, ty, kind } = field;
        match kind {
            FieldKind::State => {
                values.push(quote_spanned!(ty.span()=> #ident: ::core::default::Default::default()));
                states.push(quote_spanned!(ty.span()=> ::gateway_runtime::__support::assert_send::<#ty>();));
            }
            FieldKind::Config(default) => {
                let default = default_attr(field, default, &mut functions, sink);
                let duration =
                    is_named(ty, "Duration").then(|| quote!(#[serde(deserialize_with = "::gateway_runtime::__support::duration")]));
                settings.push(quote_spanned!(ty.span()=> #default #duration #ident: #ty));
                values.push(quote!(#ident: settings.#ident));
            }
        }
    }
    let on_failure = module.on_failure.as_ref().map(|policy| {
        quote!(const ON_FAILURE: ::gateway_runtime::__support::OnFailure = ::gateway_runtime::__support::OnFailure::#policy;)
    });
    quote! {
        #item
        const _: () = {
            #[derive(::gateway_runtime::__support::serde::Deserialize)]
            #[serde(crate = "::gateway_runtime::__support::serde", deny_unknown_fields)]
            struct Settings { #(#settings,)* }
            #functions
            impl ::gateway_runtime::__support::Configure for #name {
                fn configure(
                    section: ::gateway_runtime::__support::Section,
                ) -> ::core::result::Result<Self, ::gateway_runtime::__support::ConfigError> {
                    #[allow(unused_variables, clippy::allow_attributes_without_reason)]
                    let settings: Settings = section.read()?;
                    ::core::result::Result::Ok(Self { #(#values,)* })
                }
                #on_failure
            }
            #[allow(dead_code, clippy::allow_attributes_without_reason)]
            fn state_moves_to_the_engine() { #(#states)* }
        };
    }
}

/// serde's attribute for a default, and the function that it needs.
fn default_attr(field: &Field, default: &Default, functions: &mut TokenStream, sink: &mut Sink) -> Option<TokenStream> {
    let Field { ident, ty, .. } = field;
    let value = match default {
        Default::None => return None,
        Default::OfType => return Some(quote!(#[serde(default)])),
        Default::Value(value) => value,
    };
    let value = if is_named(ty, "Duration") { args::duration(value, sink)? } else { args::default(value) };
    let function = format_ident!("default_{}", names::text(ident));
    functions.extend(quote_spanned!(value.span()=> fn #function() -> #ty { #value }));
    let path = function.to_string();
    Some(quote!(#[serde(default = #path)]))
}

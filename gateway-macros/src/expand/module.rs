//! `#[module] struct`: configuration.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use crate::diag::Sink;
use crate::names;
use crate::parse::args;
use crate::parse::channels::is_named;
use crate::parse::module::{Field, FieldKind, ModuleStruct};
use crate::parse::options::Default;

pub(crate) fn expand(module: &ModuleStruct, sink: &mut Sink) -> TokenStream {
    let item = &module.item;
    let name = &item.ident;
    let mut known = Vec::new();
    let mut functions = TokenStream::new();
    let mut values = Vec::new();
    let mut states = Vec::new();
    let (mut schemas, mut limits) = (Vec::new(), Vec::new());
    for field in &module.fields {
        let Field { ident, ty, kind, constraints, .. } = field;
        match kind {
            FieldKind::State => {
                values.push(quote_spanned!(ty.span()=> #ident: ::core::default::Default::default()));
                states.push(quote_spanned!(ty.span()=> ::gateway_runtime::__support::assert_send::<#ty>();));
            }
            FieldKind::Config(default) => {
                schemas.push(schema(field, default));
                if !constraints.is_empty() {
                    let name = names::text(ident);
                    limits.push(quote!((#name, #constraints)));
                }
                // A default that is wrong has been reported.
                let read =
                    read(field, default, &mut functions, sink).unwrap_or_else(|| quote!(::core::unreachable!("the module has errors")));
                known.push(names::text(ident));
                values.push(quote_spanned!(ty.span()=> #ident: #read));
            }
        }
    }
    let on_failure = module.on_failure.as_ref().map(
        |policy| quote!(const ON_FAILURE: ::gateway_runtime::__support::OnFailure = ::gateway_runtime::__support::OnFailure::#policy;),
    );
    let limits = (!limits.is_empty()).then(|| quote!(section.check(&[#(#limits),*])?;));
    let doc = crate::parse::doc(&item.attrs);
    let checked = module.validate.as_ref().map(|check| {
        quote_spanned!(check.span()=>
            if let ::core::result::Result::Err(invalid) = ::gateway_runtime::__support::checked((#check)(&module)) {
                return ::core::result::Result::Err(::gateway_runtime::__support::ConfigError::invalid(&section.path(), invalid));
            }
        )
    });
    quote! {
        #item
        const _: () = {
            #functions
            #[allow(unused_mut, unused_imports, unreachable_code, clippy::allow_attributes_without_reason)]
            impl ::gateway_runtime::__support::Configure for #name {
                fn configure(
                    mut section: ::gateway_runtime::__support::Section,
                ) -> ::core::result::Result<Self, ::gateway_runtime::__support::ConfigError> {
                    section.only(&[#(#known),*])?;
                    #limits
                    let module = Self { #(#values,)* };
                    #checked
                    ::core::result::Result::Ok(module)
                }
                fn schema(definitions: &mut ::gateway_runtime::__support::Definitions) -> ::gateway_runtime::__support::Json {
                    use ::gateway_runtime::__support::{AnyDefault as _, AnySchema as _, JsonDefault as _, TypeSchema as _};
                    ::gateway_runtime::__support::settings_schema(#doc, &[#(#schemas),*], definitions)
                }
                #on_failure
            }
            #[allow(dead_code, clippy::allow_attributes_without_reason)]
            fn state_moves_to_the_engine() { #(#states)* }
        };
    }
}

/// The schema of one setting. Types without a schema may be settings too: then it says nothing of the value.
fn schema(field: &Field, default: &Default) -> TokenStream {
    let Field { ident, doc, ty, constraints, .. } = field;
    let name = names::text(ident);
    let is_duration = is_named(ty, "Duration");
    let required = matches!(default, Default::None) && !is_named(ty, "Option");
    let of_type = if is_duration {
        quote!(::gateway_runtime::__support::span_schema)
    } else {
        quote_spanned!(ty.span()=> |definitions| (&::gateway_runtime::__support::SchemaOf::<#ty>::NEW).schema_of(definitions))
    };
    let value = match default {
        Default::None => None,
        Default::OfType | Default::Value(_) => {
            let function = default_function(ident);
            Some(quote!(#function()))
        }
    };
    let default = match value {
        None => quote!(::core::option::Option::None),
        Some(value) if is_duration => quote!(::core::option::Option::Some(|| ::gateway_runtime::__support::span_default(#value))),
        Some(value) => quote!(::core::option::Option::Some(|| (&::gateway_runtime::__support::DefaultOf(#value)).json())),
    };
    quote! {
        ::gateway_runtime::__support::SettingSchema {
            field: ::gateway_runtime::__support::FieldSchema {
                name: #name, doc: #doc, schema: #of_type, required: #required, constraints: #constraints,
            },
            default: #default,
        }
    }
}

/// Reads one setting out of its section. One function of the runtime for each type of setting, none for each module.
fn read(field: &Field, default: &Default, functions: &mut TokenStream, sink: &mut Sink) -> Option<TokenStream> {
    let Field { ident, ty, .. } = field;
    let name = names::text(ident);
    let default = match (default, is_named(ty, "Option")) {
        // An option that is not given is none, as serde has it.
        (Default::None, true) => quote!(::core::option::Option::Some(::core::default::Default::default)),
        (Default::None, false) => quote!(::core::option::Option::None),
        _ => {
            default_attr(field, default, functions, sink)?;
            let function = default_function(ident);
            quote!(::core::option::Option::Some(#function))
        }
    };
    let read = if is_named(ty, "Duration") { quote!(span) } else { quote_spanned!(ty.span()=> setting::<#ty>) };
    Some(quote!(section.#read(#name, #default)?))
}

/// The function that gives the default of a setting.
fn default_function(ident: &Ident) -> Ident {
    format_ident!("__default_{}", names::text(ident))
}

/// serde's attribute for a default, and the function that it needs.
pub(super) fn default_attr(field: &Field, default: &Default, functions: &mut TokenStream, sink: &mut Sink) -> Option<TokenStream> {
    let Field { ident, ty, .. } = field;
    let value = match default {
        Default::None => return None,
        Default::OfType => {
            // A function of its own, so that a type without a default is one error, at the type.
            let function = default_function(ident);
            let path = function.to_string();
            functions.extend(quote_spanned!(ty.span()=> fn #function() -> #ty { <#ty as ::core::default::Default>::default() }));
            return Some(quote!(#[serde(default = #path)]));
        }
        Default::Value(value) => value,
    };
    let value = if is_named(ty, "Duration") { args::duration(value, sink)? } else { args::default(value) };
    let function = default_function(ident);
    functions.extend(quote_spanned!(value.span()=> fn #function() -> #ty { #value }));
    let path = function.to_string();
    Some(quote!(#[serde(default = #path)]))
}

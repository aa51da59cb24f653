//! `#[group]`: the struct as it is, the ways to its members, and the companion with their descriptions.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;

use super::gateway::{made, schema};
use crate::companion;
use crate::model::graph::Holds;
use crate::names;
use crate::parse::gateway::GatewayInput;

/// The first stage: what needs no description of the members.
pub(crate) fn expand(input: &GatewayInput) -> TokenStream {
    let (item, name, set) = (&input.item, &input.item.ident, &input.channels);
    let members = input.parts.iter().zip(&input.item.fields).enumerate().map(|(place, (part, field))| {
        let (place, ident, ty) = (Literal::usize_unsuffixed(place), &part.ident, &field.ty);
        quote! {
            impl ::gateway_runtime::__support::PartAt<#place> for #name {
                type Part = #ty;
                #[inline(always)]
                fn part(&self) -> &#ty { &self.#ident }
                #[inline(always)]
                fn part_mut(&mut self) -> &mut #ty { &mut self.#ident }
            }
        }
    });
    let assertions = input.parts.iter().map(|part| {
        let ty = &part.ty;
        quote_spanned!(ty.span()=> ::gateway_runtime::__support::assert_module_of::<#ty, #set>();)
    });
    quote! {
        #[allow(dead_code, clippy::allow_attributes_without_reason)]
        #item
        #(#members)*
        const _: fn() = || { #(#assertions)* };
        impl ::gateway_runtime::__support::Module for #name { type Channels = #set; }
        impl ::gateway_runtime::__support::ModuleOf<#set> for #name {}
    }
}

/// The second stage: members may be groups themselves.
pub(crate) fn with_members(input: &GatewayInput, holds: &[Holds], description: &impl ToTokens) -> TokenStream {
    let name = &input.item.ident;
    let companion = companion::define(name, description);
    let members = input.parts.iter().zip(holds).map(|(part, holds)| made(&part.ident, &part.ty, *holds));
    let names: Vec<String> = input.parts.iter().map(|part| names::text(&part.ident)).collect();
    let schemas = input.parts.iter().zip(holds).map(|(part, holds)| schema(&part.ident, &part.ty, *holds));
    let (fields, types): (Vec<_>, Vec<_>) = input.item.fields.iter().map(|field| (&field.ident, &field.ty)).unzip();
    let doc = &input.doc;
    quote! {
        impl ::gateway_runtime::__support::Configure for #name {
            fn configure(
                section: ::gateway_runtime::__support::Section,
            ) -> ::core::result::Result<Self, ::gateway_runtime::__support::ConfigError> {
                ::gateway_runtime::__support::configure_group(section)
            }
            fn schema(definitions: &mut ::gateway_runtime::__support::Definitions) -> ::gateway_runtime::__support::Json {
                ::gateway_runtime::__support::group_schema(#doc, &[#(#schemas),*], definitions)
            }
        }
        impl ::gateway_runtime::__support::Group for #name {
            type Parts = (#(#types,)*);
            fn into_parts(self) -> Self::Parts { (#(self.#fields,)*) }
            fn from_parts(parts: Self::Parts) -> Self {
                let (#(#fields,)*) = parts;
                Self { #(#fields,)* }
            }
            fn with_life(
                mut section: ::gateway_runtime::__support::Section,
                life: &mut ::gateway_runtime::__support::Life,
            ) -> ::core::result::Result<Self, ::gateway_runtime::__support::ConfigError> {
                let this = Self { #(#members,)* };
                section.finish(&[#(#names),*])?;
                ::core::result::Result::Ok(this)
            }
        }
        #companion
    }
}

//! `#[message]`: serde, schema and validation.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, Data, Fields, Type, parse_quote};

use crate::names;
use crate::parse::args;
use crate::parse::channels::is_named;
use crate::parse::message::{Body, FieldInput, MessageInput};
use crate::parse::options::Default;

pub(crate) fn expand(mut input: MessageInput) -> TokenStream {
    let name = input.item.ident.clone();
    let mut defaults = TokenStream::new();
    annotate(&mut input, &mut defaults);
    let derives = derives(&input);
    let schema = schema(&input);
    let column = column(&input);
    let constrained = constrained(&input.body);
    let key = key(&input);
    let fields = fields(&input);
    let validate = input.validate.as_ref().map(|check| {
        quote_spanned! {check.span()=>
            fn validate(&self) -> ::core::result::Result<(), ::gateway_runtime::__support::Invalid> {
                ::gateway_runtime::__support::checked((#check)(self))
            }
        }
    });
    let before = input.before.as_ref().map(|before| {
        quote_spanned! {before.span()=>
            const HAS_BEFORE: bool = true;
            fn before(
                value: ::gateway_runtime::__support::Json,
            ) -> ::core::result::Result<::gateway_runtime::__support::Json, ::gateway_runtime::__support::Invalid> {
                ::gateway_runtime::__support::normalised((#before)(value))
            }
        }
    });
    let serde_args = match &input.body {
        Body::Struct(_) => quote!(deny_unknown_fields),
        Body::Units(_) => TokenStream::new(),
        Body::Variants(_) => quote!(tag = "type", deny_unknown_fields),
    };
    let item = &input.item;
    let span = input.span();
    let schema_impl = quote_spanned! {span=>
        impl ::gateway_runtime::__support::Schema for #name {
            const CONSTRAINED: bool = #constrained;
            fn schema(definitions: &mut ::gateway_runtime::__support::Definitions) -> ::gateway_runtime::__support::Json {
                #schema
            }
            fn column() -> ::gateway_runtime::__support::ColumnType {
                #column
            }
        }
    };
    quote! {
        #[derive(#(#derives),*)]
        #[serde(crate = "::gateway_runtime::__support::serde", #serde_args)]
        #item
        #defaults
        #schema_impl
        impl ::gateway_runtime::__support::Message for #name { #before #validate }
        #key
        #fields
    }
}

/// The derives that the user has not written.
fn derives(input: &MessageInput) -> Vec<TokenStream> {
    let written: Vec<String> = input
        .item
        .attrs
        .iter()
        .filter(|attr| attr.path().is_ident("derive"))
        .flat_map(|attr| {
            attr.parse_args_with(syn::punctuated::Punctuated::<syn::Path, syn::Token![,]>::parse_terminated).unwrap_or_default()
        })
        .filter_map(|path| path.segments.last().map(|segment| segment.ident.to_string()))
        .collect();
    let mut wanted = vec![
        ("Clone", quote!(::core::clone::Clone)),
        ("Debug", quote!(::core::fmt::Debug)),
        ("Serialize", quote!(::gateway_runtime::__support::serde::Serialize)),
        ("Deserialize", quote!(::gateway_runtime::__support::serde::Deserialize)),
    ];
    if matches!(input.body, Body::Units(_)) {
        wanted.extend([
            ("Copy", quote!(::core::marker::Copy)),
            ("PartialEq", quote!(::core::cmp::PartialEq)),
            ("Eq", quote!(::core::cmp::Eq)),
            ("PartialOrd", quote!(::core::cmp::PartialOrd)),
            ("Ord", quote!(::core::cmp::Ord)),
            ("Hash", quote!(::core::hash::Hash)),
        ]);
    }
    wanted.into_iter().filter(|(name, _)| !written.iter().any(|word| word == name)).map(|(_, path)| path).collect()
}

/// Puts serde's attributes on the fields, and the functions that their defaults need beside the item.
fn annotate(input: &mut MessageInput, defaults: &mut TokenStream) {
    let name = input.item.ident.clone();
    let mut written: Vec<(&FieldInput, &mut Vec<Attribute>)> = Vec::new();
    match (&mut input.item.data, &input.body) {
        (Data::Struct(data), Body::Struct(inputs)) => {
            written.extend(inputs.iter().zip(data.fields.iter_mut().map(|field| &mut field.attrs)));
        }
        (Data::Enum(data), Body::Variants(inputs)) => {
            for (variant, input) in data.variants.iter_mut().zip(inputs) {
                if let Fields::Named(fields) = &mut variant.fields {
                    written.extend(input.fields.iter().zip(fields.named.iter_mut().map(|field| &mut field.attrs)));
                }
            }
        }
        _ => {}
    }
    let mut functions = TokenStream::new();
    for (place, (field, attrs)) in written.into_iter().enumerate() {
        match &field.default {
            Default::None => {}
            Default::OfType => attrs.push(parse_quote!(#[serde(default)])),
            Default::Value(value) => {
                let function = format_ident!("__default_{place}_{}", field.ident);
                let path = format!("{name}::{function}");
                let ty = &field.ty;
                attrs.push(parse_quote!(#[serde(default = #path)]));
                let value = args::default(value);
                functions.extend(quote_spanned! {field.ident.span()=>
                    fn #function() -> #ty { #value }
                });
            }
        }
        if names::mentions(&field.ty.to_token_stream(), &Ident::new("Duration", Span::call_site())) {
            // Serde does not leave out an option that is read in another way.
            if is_named(&field.ty, "Option") && matches!(field.default, Default::None) {
                attrs.push(parse_quote!(#[serde(default)]));
            }
            attrs.push(parse_quote!(#[serde(with = "::gateway_runtime::__support::seconds")]));
        }
    }
    if !functions.is_empty() {
        defaults.extend(quote!(#[doc(hidden)] impl #name { #functions }));
    }
}

fn schema(input: &MessageInput) -> TokenStream {
    let name = names::text(&input.item.ident);
    let doc = &input.doc;
    match &input.body {
        Body::Struct(fields) => {
            let fields = fields.iter().map(field_schema);
            quote!(::gateway_runtime::__support::object_schema::<Self>(definitions, #name, #doc, &[#(#fields),*]))
        }
        Body::Units(variants) => {
            let names = variants.iter().map(names::text);
            quote!(::gateway_runtime::__support::enum_schema::<Self>(definitions, #name, #doc, &[#(#names),*]))
        }
        Body::Variants(variants) => {
            let variants = variants.iter().map(|variant| {
                let (name, doc) = (names::text(&variant.ident), &variant.doc);
                let fields = variant.fields.iter().map(field_schema);
                quote!(::gateway_runtime::__support::VariantSchema { name: #name, doc: #doc, fields: &[#(#fields),*] })
            });
            quote!(::gateway_runtime::__support::tagged_schema::<Self>(definitions, #name, #doc, &[#(#variants),*]))
        }
    }
}

fn field_schema(field: &FieldInput) -> TokenStream {
    let FieldInput { ident, doc, ty, default, constraints } = field;
    let name = names::text(ident);
    let required = matches!(default, Default::None) && !is_named(ty, "Option");
    let schema = quote_spanned!(ty.span()=> <#ty as ::gateway_runtime::__support::Schema>::schema);
    quote! {
        ::gateway_runtime::__support::FieldSchema {
            name: #name, doc: #doc, schema: #schema, required: #required, constraints: #constraints,
        }
    }
}

/// How its values stand in a table.
fn column(input: &MessageInput) -> TokenStream {
    match &input.body {
        Body::Struct(fields) => {
            let fields = fields.iter().map(field_column);
            quote!(::gateway_runtime::__support::struct_column(&[#(#fields),*]))
        }
        Body::Units(variants) => {
            let names = variants.iter().map(names::text);
            quote!(::gateway_runtime::__support::ColumnType::Choice(&[#(#names),*]))
        }
        Body::Variants(variants) => {
            let names = variants.iter().map(|variant| names::text(&variant.ident));
            let fields = variants.iter().map(|variant| {
                let fields = variant.fields.iter().map(field_column);
                quote!(&[#(#fields),*])
            });
            quote!(::gateway_runtime::__support::tagged_column(&[#(#names),*], &[#(#fields),*]))
        }
    }
}

fn field_column(FieldInput { ident, ty, .. }: &FieldInput) -> TokenStream {
    let name = names::text(ident);
    let column = quote_spanned!(ty.span()=> <#ty as ::gateway_runtime::__support::Schema>::column);
    quote!(::gateway_runtime::__support::FieldColumn { name: #name, column: #column })
}

/// Whether values from outside must be held against the schema: own constraints, or those of a field's type.
fn constrained(body: &Body) -> TokenStream {
    let fields: Vec<&FieldInput> = match body {
        Body::Struct(fields) => fields.iter().collect(),
        Body::Units(_) => Vec::new(),
        Body::Variants(variants) => variants.iter().flat_map(|variant| &variant.fields).collect(),
    };
    if fields.iter().any(|field| !field.constraints.is_empty()) {
        return quote!(true);
    }
    let types: Vec<&Type> = fields.iter().map(|field| &field.ty).collect();
    quote!(false #(|| <#types as ::gateway_runtime::__support::Schema>::CONSTRAINED)*)
}

/// The fields of a struct, for keys of states.
fn fields(input: &MessageInput) -> Option<TokenStream> {
    let Body::Struct(fields) = &input.body else { return None };
    let (name, text) = (&input.item.ident, names::text(&input.item.ident));
    let names = fields.iter().map(|field| names::text(&field.ident));
    let at = fields.iter().enumerate().map(|(place, FieldInput { ident, ty, .. })| {
        let place = Literal::usize_unsuffixed(place);
        quote! {
            impl ::gateway_runtime::__support::FieldAt<#place> for #name {
                type Type = #ty;
                #[inline(always)]
                fn of(&self) -> &#ty { &self.#ident }
            }
        }
    });
    Some(quote! {
        #[allow(private_interfaces, clippy::allow_attributes_without_reason)]
        const _: () = {
            impl ::gateway_runtime::__support::Fields for #name {
                const NAME: &'static str = #text;
                const FIELDS: &'static [&'static str] = &[#(#names),*];
            }
            #(#at)*
        };
    })
}

/// An enum without fields can be the key of a basket.
fn key(input: &MessageInput) -> Option<TokenStream> {
    let Body::Units(variants) = &input.body else { return None };
    let name = &input.item.ident;
    let names: Vec<String> = variants.iter().map(names::text).collect();
    Some(quote! {
        impl ::gateway_runtime::__support::Key for #name {
            const KNOWN: ::core::option::Option<&'static [&'static str]> = ::core::option::Option::Some(&[#(#names),*]);
            fn label(&self) -> ::std::borrow::Cow<'_, str> {
                ::std::borrow::Cow::Borrowed(match self { #(Self::#variants => #names,)* })
            }
            fn from_label(label: &str) -> ::core::option::Option<Self> {
                match label { #(#names => ::core::option::Option::Some(Self::#variants),)* _ => ::core::option::Option::None }
            }
        }
    })
}

//! What a node returns: the values in the types of their channels.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::offload;
use super::per_key::PerKey;
use crate::model::{Channel, Drive, Shape, Yield};
use crate::parse::node::{self, NodeInput, YieldInput};

/// A returned value, and the channel it goes to.
pub(super) struct Given<'a> {
    pub(super) input: &'a YieldInput,
    pub(super) how: Yield,
    pub(super) form: Form,
    pub(super) definition: TokenStream,
}

/// What a node gives of a channel.
#[derive(Clone)]
pub(super) enum Form {
    /// What one tick carries.
    Value,
    /// One message of it: the cycle adds the key, or collects a list.
    Message,
    /// One message of a basket, which gets the key of the tick for which the node ran.
    UnderKey { key: TokenStream, ty: TokenStream },
}

impl Form {
    /// What a node gives of `channel`, perhaps under one key, perhaps running per key itself.
    pub(super) fn new(channel: &Channel, has_key: bool, per_key: Option<&PerKey>, span: Span) -> Self {
        match per_key {
            _ if has_key || channel.collects() => Self::Message,
            Some(basket) if channel.shape == Shape::Basket => Self::UnderKey { key: basket.key_of_tick(span), ty: basket.key_type() },
            _ => Self::Value,
        }
    }

    /// The type, and the name of the function that takes it.
    pub(super) fn of(&self, definition: &TokenStream, function: &str) -> (TokenStream, Ident) {
        match self {
            Self::UnderKey { .. } => (quote!(::gateway_runtime::__support::ValueOf<#definition>), format_ident!("{function}_under")),
            Self::Value => (quote!(::gateway_runtime::__support::ValueOf<#definition>), format_ident!("{function}")),
            Self::Message => (quote!(::gateway_runtime::__support::MessageOf<#definition>), format_ident!("{function}_message")),
        }
    }
}

pub(super) struct Body {
    pub(super) output: TokenStream,
    pub(super) code: TokenStream,
}

/// What the wrapper returns: the node's values in the channels' types.
pub(super) fn body(node: &NodeInput, givens: &[Given<'_>], arguments: &[TokenStream]) -> (Drive, Body) {
    let method = &node.shell.sig.ident;
    let call = quote!(self.#method(#(#arguments),*));
    let drive = match &node.drive {
        node::Drive::Ticks => Drive::Ticks,
        node::Drive::Timer(_) => Drive::Timer,
        node::Drive::Pull => Drive::Pull,
        node::Drive::Iterator => Drive::Iterator,
        node::Drive::Stream => Drive::Stream,
        node::Drive::Generator(_) => Drive::Generator,
    };
    if let (true, Some(Given { input, form, definition, .. })) = (drive.is_source(), givens.first()) {
        let function = match drive {
            Drive::Pull => "pulled",
            Drive::Iterator => "iterated",
            Drive::Generator => "generated",
            _ => "streamed",
        };
        let (value, function) = form.of(definition, function);
        let timed = quote!((::gateway_runtime::Timestamp, #value));
        let output = match drive {
            Drive::Pull => quote!(::core::option::Option<#timed>),
            Drive::Iterator => quote!(::gateway_runtime::__support::BoxIterator<#timed>),
            Drive::Generator => quote!(::gateway_runtime::__support::BoxIterator<#value>),
            _ => quote!(impl ::gateway_runtime::__support::Stream<Item = #value> + ::core::marker::Send + use<>),
        };
        let ty = &input.ty;
        let item = (drive == Drive::Generator).then(|| quote!(#ty,));
        let code = quote_spanned!(input.span=> ::gateway_runtime::__support::#function::<#definition, #item _>(#call));
        return (drive, Body { output, code });
    }
    if let Some(offload) = &node.offload {
        return (drive, offload::body(node, offload, givens, arguments));
    }
    let converted = givens.iter().enumerate().map(|(place, given)| give(given, &format_ident!("v{place}")));
    let (types, converted): (Vec<_>, Vec<_>) = converted.unzip();
    let body = returned(&call, node.fallible, &types, &converted);
    (drive, body)
}

/// What a wrapper returns: the values `v0`, `v1`, .. that `call` gives, each with its type and converted.
pub(super) fn returned(call: &TokenStream, fallible: bool, types: &[TokenStream], converted: &[TokenStream]) -> Body {
    let values: Vec<Ident> = (0..types.len()).map(|place| format_ident!("v{place}")).collect();
    let (output, pattern, converted) = match types.len() {
        0 => (quote!(()), quote!(_nothing), quote!(())),
        1 => (quote!(#(#types)*), quote!(#(#values)*), quote!(#(#converted)*)),
        _ => (quote!((#(#types),*)), quote!((#(#values),*)), quote!((#(#converted),*))),
    };
    if fallible {
        Body {
            output: quote!(::core::result::Result<#output, ::std::string::String>),
            code: quote!(match #call {
                ::core::result::Result::Ok(#pattern) => ::core::result::Result::Ok(#converted),
                ::core::result::Result::Err(error) => ::core::result::Result::Err(::std::string::ToString::to_string(&error)),
            }),
        }
    } else {
        Body { output, code: quote!(let #pattern = #call; #converted) }
    }
}

/// The type of one returned value in the wrapper, and its conversion, with the span of the user's type.
pub(super) fn give(given: &Given<'_>, value: &Ident) -> (TokenStream, TokenStream) {
    let Given { input, how, form, definition } = given;
    let function = match how {
        Yield::Always => "give",
        Yield::Maybe => "give_option",
        Yield::Vec | Yield::Burst => "give_all",
    };
    let (carried, function) = form.of(definition, function);
    let ty = match how {
        Yield::Always => carried,
        Yield::Maybe => quote!(::core::option::Option<#carried>),
        Yield::Vec | Yield::Burst => quote!(impl ::core::iter::Iterator<Item = #carried>),
    };
    let call = match form {
        Form::UnderKey { key, ty } => {
            quote_spanned!(input.span=> ::gateway_runtime::__support::#function::<#definition, #ty, _>(&#key, #value))
        }
        _ => quote_spanned!(input.span=> ::gateway_runtime::__support::#function::<#definition, _>(#value)),
    };
    (ty, call)
}

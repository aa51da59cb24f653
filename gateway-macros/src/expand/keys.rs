//! One key of a basket: `#[key(..)]` at a parameter, `publish(basket[..])`.
//!
//! A key is an expression, perhaps of the module's settings. It is read once, when the gateway is wired.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Expr;
use syn::spanned::Spanned;

use crate::check::module::channel;
use crate::diag::Sink;
use crate::model::{ChannelSet, How, Shape};
use crate::names;
use crate::parse::node::{FnShell, ModuleImpl};

/// Which of a node's parameters or returned values has the key.
#[derive(Clone, Copy)]
pub(crate) enum Side {
    Read(usize),
    Publish(usize),
}

impl Side {
    pub(crate) fn text(self) -> String {
        match self {
            Self::Read(place) => format!("read{place}"),
            Self::Publish(place) => format!("publish{place}"),
        }
    }
}

/// The hidden name of the method that tells a key.
pub(crate) fn method_name(node: &Ident, side: Side) -> Ident {
    format_ident!("__key_{}_{}", names::text(node), side.text(), span = node.span())
}

/// Only a basket has keys.
pub(crate) fn fits(set: &ChannelSet, channel: usize, key: Span, sink: &mut Sink) -> bool {
    let channel = &set.channels[channel];
    if channel.shape != Shape::Basket {
        sink.error(
            key,
            format_args!(
                "channel `{}` has no keys: only a `Basket<K, T>` has; leave the key out, or declare the channel as one",
                channel.name
            ),
        );
    }
    channel.shape == Shape::Basket
}

/// The method that tells a key. The conversion has the span of the user's expression.
pub(crate) fn method(node: &Ident, side: Side, key: &Expr, definition: &TokenStream) -> TokenStream {
    let method = method_name(node, side);
    let ty = quote!(::gateway_runtime::__support::KeyOf<#definition>);
    let key = quote_spanned!(key.span()=> ::gateway_runtime::__support::key::<#ty, _>(&(#key)));
    quote!(pub fn #method(&self) -> #ty { #key })
}

/// A parameter of the wrapper that has the ticks of one key, and how it is passed on.
pub(crate) fn pass((how, span): (How, Span), ty: &TokenStream, parameter: &Ident, definition: &TokenStream) -> (TokenStream, TokenStream) {
    let message = quote!(::gateway_runtime::__support::MessageOf<#definition>);
    let (parameter_type, function) = match how {
        How::Each => (quote!(&#message), quote!(read_message)),
        How::Maybe => (quote!(::core::option::Option<&#message>), quote!(read_option_message)),
        How::Burst => (quote!(::gateway_runtime::__support::Ticks<'_, #message>), quote!(read_ticks_message)),
        How::Sample | How::State | How::Changes => (quote!(::core::option::Option<&#message>), quote!(sample_message)),
    };
    (parameter_type, quote_spanned!(span=> ::gateway_runtime::__support::#function::<#definition, #ty>(#parameter)))
}

/// The method that gives the keys which a module names for a basket, as texts, and the basket's place.
pub(crate) fn named_by(
    module: &ModuleImpl,
    (basket, shell): (&Ident, &FnShell),
    place: usize,
    set: &ChannelSet,
    sink: &mut Sink,
) -> Option<(usize, TokenStream)> {
    let index = channel(set, basket, "names keys of", &format!("node `{}`", shell.sig.ident), sink)?;
    if !fits(set, index, basket.span(), sink) {
        return None;
    }
    let (method, wrapper) = (&shell.sig.ident, named_by_name(place));
    let span = match &shell.sig.output {
        syn::ReturnType::Type(_, ty) => ty.span(),
        syn::ReturnType::Default => method.span(),
    };
    if set.channels[index].dynamic {
        let declared = quote_spanned!(span=> ::gateway_runtime::__support::declared(self.#method()));
        return Some((
            index,
            quote!(pub fn #wrapper(&self) -> ::std::vec::Vec<::gateway_runtime::__support::DynamicChannel> { #declared }),
        ));
    }
    let channels = &module.channels;
    let index_literal = Literal::usize_unsuffixed(index);
    let key = quote!(::gateway_runtime::__support::KeyOf<::gateway_runtime::__support::DefAt<#channels, #index_literal>>);
    let labels = quote_spanned!(span=> ::gateway_runtime::__support::labels::<#key, _>(self.#method()));
    Some((index, quote!(pub fn #wrapper(&self) -> ::std::vec::Vec<::std::string::String> { #labels })))
}

/// The hidden name of a module's method number `place` that names keys.
pub(crate) fn named_by_name(place: usize) -> Ident {
    format_ident!("__keys_{place}")
}

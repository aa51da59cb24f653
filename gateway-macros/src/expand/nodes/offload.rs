//! Nodes off the engine's thread: the wrapper gives the work as a task, and the description is that of two nodes: one that
//! prepares the task, and one that publishes what it gives, in a later cycle.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::{Body, Given, give};
use crate::model::{Drive, How, Keeps, Node, Yield};
use crate::names;
use crate::parse::node::{Form, NodeInput, OffloadInput, ReadInput};

/// The hidden name of the method that tells the limits of a node off the engine's thread.
pub(crate) fn limits_name(node: &Ident) -> Ident {
    format_ident!("__limits_{}", names::text(node), span = node.span())
}

/// The method that tells the limits.
pub(super) fn limits(node: &NodeInput, offload: &OffloadInput) -> TokenStream {
    let method = limits_name(&node.shell.sig.ident);
    let (names, values): (Vec<_>, Vec<_>) = offload.limits.iter().map(|(name, value)| (name, value)).unzip();
    quote! {
        pub fn #method(&self) -> ::gateway_runtime::__support::Limits {
            ::gateway_runtime::__support::Limits { #(#names: #values,)* ..::core::default::Default::default() }
        }
    }
}

/// A tick, passed on by value.
pub(super) fn owned(read: &ReadInput, argument: &TokenStream) -> TokenStream {
    let span = read.span;
    match read.how {
        How::Each => quote_spanned!(span=> ::core::clone::Clone::clone(#argument)),
        _ => quote_spanned!(span=> ::core::option::Option::<&_>::cloned(#argument)),
    }
}

/// The wrapper: it makes a task of the work, and says how its result becomes values of the channels.
pub(super) fn body(node: &NodeInput, offload: &OffloadInput, givens: &[Given<'_>], arguments: &[TokenStream]) -> Body {
    let method = &node.shell.sig.ident;
    let values: Vec<Ident> = (0..givens.len()).map(|place| format_ident!("v{place}")).collect();
    let (types, converted): (Vec<_>, Vec<_>) = givens.iter().zip(&values).map(|(given, value)| collected(given, value)).unzip();
    let (output, pattern, converted) = match givens.len() {
        0 => (quote!(()), quote!(_nothing), quote!(())),
        1 => (quote!(#(#types)*), quote!(#(#values)*), quote!(#(#converted)*)),
        _ => (quote!((#(#types),*)), quote!((#(#values),*)), quote!((#(#converted),*))),
    };
    let convert = if node.fallible {
        quote!(|result| match result {
            ::core::result::Result::Ok(#pattern) => ::core::result::Result::Ok(#converted),
            ::core::result::Result::Err(error) => ::core::result::Result::Err(::std::string::ToString::to_string(&error)),
        })
    } else {
        quote!(|#pattern| ::core::result::Result::Ok(#converted))
    };
    let inputs: Vec<Ident> = (0..arguments.len()).map(|place| format_ident!("a{place}")).collect();
    let (first, work) = match (offload.form, offload.blocking) {
        (Form::Prepared, _) => (quote!(), quote!(self.#method(#(#arguments),*))),
        (Form::Owned, false) => (quote!(), quote!(Self::#method(#(#arguments),*))),
        (Form::Owned, true) => (quote!(#(let #inputs = #arguments;)*), quote!(move || Self::#method(#(#inputs),*))),
    };
    let make = if offload.blocking { quote!(blocking) } else { quote!(future) };
    let task = quote_spanned!(node.output=> ::gateway_runtime::__support::Task::#make(#work, #convert));
    Body { output: quote!(::gateway_runtime::__support::Task<#output>), code: quote!(#first #task) }
}

/// The type of one value in the result of a task, and its conversion. A burst is used up by the task.
pub(super) fn collected(given: &Given<'_>, value: &Ident) -> (TokenStream, TokenStream) {
    let (ty, converted) = give(given, value);
    let (carried, _) = given.form.of(&given.definition, "give_all");
    match given.how {
        Yield::Always | Yield::Maybe => (ty, converted),
        Yield::Vec | Yield::Burst => {
            (quote!(::std::vec::Vec<#carried>), quote!(::core::iter::Iterator::collect::<::std::vec::Vec<_>>(#converted)))
        }
    }
}

/// A node as the graph sees it: two of them if its results come in a later cycle.
pub(super) fn split(mut node: Node) -> Vec<Node> {
    if !node.offload || node.publishes.is_empty() {
        return vec![node];
    }
    let results = Node {
        name: node.name.clone(),
        place: node.place.clone(),
        drive: Drive::Results,
        fallible: false,
        keeps: Keeps::Nothing,
        offload: false,
        reads: Vec::new(),
        publishes: std::mem::take(&mut node.publishes),
        fields: Vec::new(),
    };
    vec![node, results]
}

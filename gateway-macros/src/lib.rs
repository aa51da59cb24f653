//! The attribute macros of the gateway. Users reach them, with their documentation, through `gateway_runtime`.
//!
//! Data flows one way: `parse` (tokens to syntax) → `model` (the resolved graph) → `check` (all errors go into one
//! `diag::Sink`) → `expand` (thin code that calls the runtime). `companion` is how the descriptions of channels
//! and modules reach the macro that sees the whole graph.

#![allow(clippy::single_match_else, reason = "what is right and what is wrong stand side by side, as arms of equal weight")]
#![allow(clippy::needless_pass_by_value, reason = "stages take and give token streams, as macros do")]
#![allow(clippy::large_enum_variant, clippy::result_large_err, reason = "a few of these live for one macro call")]

mod check;
mod companion;
mod diag;
mod duration;
mod expand;
mod members;
mod model;
mod names;
mod parse;
mod place;
#[cfg(test)]
mod snapshots;
mod stages;

use proc_macro::TokenStream;

/// See `gateway_runtime::message`.
#[proc_macro_attribute]
pub fn message(args: TokenStream, item: TokenStream) -> TokenStream {
    stages::message(args.into(), item.into()).into()
}

/// See `gateway_runtime::channels`.
#[proc_macro_attribute]
pub fn channels(args: TokenStream, item: TokenStream) -> TokenStream {
    stages::channels(args.into(), item.into()).into()
}

/// See `gateway_runtime::module`.
#[proc_macro_attribute]
pub fn module(args: TokenStream, item: TokenStream) -> TokenStream {
    stages::module(args.into(), item.into()).into()
}

/// See `gateway_runtime::node`.
#[proc_macro_attribute]
pub fn node(args: TokenStream, item: TokenStream) -> TokenStream {
    stages::node(args.into(), item.into()).into()
}

/// See `gateway_runtime::connect`.
#[proc_macro_attribute]
pub fn connect(args: TokenStream, item: TokenStream) -> TokenStream {
    stages::connect(args.into(), item.into()).into()
}

/// See `gateway_runtime::command`.
#[proc_macro_attribute]
pub fn command(args: TokenStream, item: TokenStream) -> TokenStream {
    stages::command(args.into(), item.into()).into()
}

/// See `gateway_runtime::gateway`.
#[proc_macro_attribute]
pub fn gateway(args: TokenStream, item: TokenStream) -> TokenStream {
    stages::gateway(args.into(), item.into()).into()
}

/// See `gateway_runtime::group`.
#[proc_macro_attribute]
pub fn group(args: TokenStream, item: TokenStream) -> TokenStream {
    stages::group(args.into(), item.into()).into()
}

/// The second stage of `#[group]`: gets the struct, and the descriptions of its members.
#[doc(hidden)]
#[proc_macro]
pub fn group_with_members(gathered: TokenStream) -> TokenStream {
    stages::group_with_members(gathered.into()).into()
}

/// The second stage of `#[module] impl`: gets the impl block, and the description of its channel set.
#[doc(hidden)]
#[proc_macro]
pub fn module_with_channels(gathered: TokenStream) -> TokenStream {
    stages::module_with_channels(gathered.into()).into()
}

/// The second stage of `#[gateway]`: gets the struct, and the descriptions of its channel set and all its modules.
#[doc(hidden)]
#[proc_macro]
pub fn gateway_with_modules(gathered: TokenStream) -> TokenStream {
    stages::gateway_with_modules(gathered.into()).into()
}

/// Makes one companion of a group of them, for gateways with many modules.
#[doc(hidden)]
#[proc_macro]
pub fn companion_of_group(gathered: TokenStream) -> TokenStream {
    stages::companion_of_group(gathered.into()).into()
}

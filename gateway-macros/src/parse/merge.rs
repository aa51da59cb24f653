//! `#[channel(merge = ..)]`: what becomes of several ticks in one cycle.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::Expr;

use crate::diag::Sink;
use crate::model::{Merge, Shape};

/// Reads the policy, and checks that it fits the channel.
pub(crate) fn parse(name: &Ident, value: &Expr, shape: Shape, sink: &mut Sink) -> Option<Merge> {
    let policy = match value.to_token_stream().to_string().as_str() {
        "first" => Merge::First,
        "last" => Merge::Last,
        "collect" => Merge::Collect,
        _ => {
            sink.error_at(
                value,
                "`merge` is `first` or `last`, which keep one of several ticks in a cycle, or `collect`, which makes one list of \
                 them; without it all of them tick, as a burst",
            );
            return None;
        }
    };
    if policy == Merge::Collect && shape != Shape::List {
        sink.error(
            name.span(),
            "`merge = collect` makes one list of what is published in a cycle: declare the channel as `Channel<Vec<T>>`; publishers give `T`",
        );
        return None;
    }
    Some(policy)
}

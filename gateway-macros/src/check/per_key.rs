//! Checks of `per_key`, and of `#[key]` that names no key.

use proc_macro2::{Ident, Span};

use crate::diag::Sink;
use crate::model::How;
use crate::parse::node::{NodeInput, Param};

/// What needs no channel set to be known.
pub(super) fn check(node: &NodeInput, sink: &mut Sink) {
    let name = &node.shell.sig.ident;
    let reads = || {
        node.params.iter().filter_map(|param| match param {
            Param::Read(read) => Some(read),
            _ => None,
        })
    };
    let Some(per_key) = node.per_key else {
        let keys = node.params.iter().filter_map(|param| match param {
            Param::Key(key) => Some(key.span),
            Param::Read(read) => read.of_tick(),
            _ => None,
        });
        for span in keys {
            no_key(span, name, sink);
        }
        return;
    };
    if !reads().any(|read| read.how == How::Each && read.key.is_none()) {
        sink.error(per_key, format_args!("node `{name}` is to run for each tick of a basket, but reads none with `&T`"));
    }
    for read in reads().filter(|read| read.how == How::Each && read.stamped) {
        sink.error(
            read.span,
            format_args!("node `{name}` runs for each key and gets values alone; ids and times are read without `per_key`"),
        );
    }
    for read in reads().filter(|read| read.how != How::Sample) {
        if let Some(span) = read.of_tick() {
            sink.error(
                span,
                format_args!("`#[key]` reads what basket `{}` has under the key of the tick: take it as `Latest<T>`", read.channel),
            );
        }
    }
}

fn no_key(span: Span, node: &Ident, sink: &mut Sink) {
    sink.error(
        span,
        format_args!(
            "`#[key]` is the key for which a node runs, and node `{node}` runs for none; add `per_key` to its `#[node(..)]`, or name \
             a key: `#[key(..)]`"
        ),
    );
}

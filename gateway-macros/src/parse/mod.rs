//! Tokens to syntax: what the user wrote, attributes read, nothing resolved yet.

pub(crate) mod args;
pub(crate) mod channels;
pub(crate) mod connect;
pub(crate) mod constraints;
pub(crate) mod function;
pub(crate) mod gateway;
pub(crate) mod merge;
pub(crate) mod message;
pub(crate) mod module;
pub(crate) mod node;
pub(crate) mod options;
pub(crate) mod stage;
pub(crate) mod state;
pub(crate) mod target;

use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// The doc comment of an item: its lines, without the space that stands before each.
pub(crate) fn doc(attrs: &[Attribute]) -> String {
    let lines: Vec<String> = attrs
        .iter()
        .filter_map(|attr| match &attr.meta {
            Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
                Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
                _ => None,
            },
            _ => None,
        })
        .map(|line| line.strip_prefix(' ').unwrap_or(&line).trim_end().to_owned())
        .collect();
    lines.join("\n").trim().to_owned()
}

/// Takes the attributes called `name` out of a list.
pub(crate) fn take_attrs(attrs: &mut Vec<Attribute>, name: &str) -> Vec<Attribute> {
    let (taken, kept) = std::mem::take(attrs).into_iter().partition(|attr| attr.path().is_ident(name));
    *attrs = kept;
    taken
}

//! `#[channel(state(..), history = .., lookup)]`: what is remembered of a channel's ticks.

use std::time::Duration;

use proc_macro2::{Ident, Span, TokenStream};
use quote::format_ident;
use syn::spanned::Spanned;
use syn::{Expr, Lit, Member};

use super::args::{Arg, Args, Value};
use crate::diag::Sink;
use crate::duration;
use crate::model::Shape;
use crate::names;

/// How many parts a key has at most.
const PARTS: usize = 6;

/// What is remembered of a channel.
#[derive(Default)]
pub(crate) struct RememberedInput {
    pub(crate) states: Vec<StateInput>,
    pub(crate) history: Option<BoundsInput>,
    pub(crate) lookup: Option<BoundsInput>,
}

/// One `state(..)`.
pub(crate) struct StateInput {
    /// Its name, with the span of the place where it is given, or else of the word `state`.
    pub(crate) alias: Ident,
    /// The parts of the key, without that of a basket.
    pub(crate) key: Vec<PartInput>,
    pub(crate) max_keys: Option<Expr>,
    /// The word `state`.
    pub(crate) span: Span,
}

/// One part of a key: a path of fields.
pub(crate) struct PartInput {
    pub(crate) path: Vec<Ident>,
}

impl PartInput {
    pub(crate) fn text(&self) -> String {
        self.path.iter().map(names::text).collect::<Vec<_>>().join(".")
    }

    /// Whether it is the id of the tick.
    pub(crate) fn is_id(&self) -> bool {
        matches!(self.path.as_slice(), [only] if only == "id")
    }
}

/// The bounds of a history or lookup: rows, age, or both; neither where a lookup says nothing.
#[derive(Default)]
pub(crate) struct BoundsInput {
    pub(crate) rows: Option<usize>,
    pub(crate) age: Option<Duration>,
}

/// The arguments as they were found, before the channel they stand on is known.
pub(crate) struct Taken {
    states: Vec<Arg>,
    history: Option<Arg>,
    lookup: Option<Arg>,
}

/// Takes the arguments that say what is remembered.
pub(crate) fn take(args: &mut Args, sink: &mut Sink) -> Taken {
    Taken { states: args.take_all("state"), history: args.take("history", sink), lookup: args.take("lookup", sink) }
}

impl Taken {
    /// The words that stand there.
    pub(crate) fn words(&self) -> impl Iterator<Item = (String, Span)> + '_ {
        self.states.iter().chain(&self.history).chain(&self.lookup).map(|arg| (arg.name.to_string(), arg.name.span()))
    }

    /// What they mean on a channel of this name and shape.
    pub(crate) fn of(self, channel: &Ident, shape: Shape, sink: &mut Sink) -> RememberedInput {
        let states = self.states.into_iter().filter_map(|arg| state(arg, channel, shape, sink)).collect();
        let history = self.history.and_then(|arg| match arg.value {
            Value::Assigned(value) => bounds("history", &value, sink),
            _ => {
                sink.error(arg.name.span(), format_args!("how much is kept? Write {}", how("history")));
                None
            }
        });
        let lookup = self.lookup.and_then(|arg| match arg.value {
            Value::Nothing => Some(BoundsInput::default()),
            Value::Assigned(value) => bounds("lookup", &value, sink),
            Value::List(_) => {
                sink.error(arg.name.span(), format_args!("write `lookup`, or {}", how("lookup")));
                None
            }
        });
        RememberedInput { states, history, lookup }
    }
}

fn state(arg: Arg, channel: &Ident, shape: Shape, sink: &mut Sink) -> Option<StateInput> {
    let span = arg.name.span();
    let list = match arg.value {
        Value::List(list) => list,
        Value::Nothing => TokenStream::new(),
        Value::Assigned(_) => {
            sink.error(span, "write `state(key = ..)`");
            return None;
        }
    };
    let mut args = Args::parse("channel(state(..))", list, sink);
    let key = args.assigned("key", sink);
    let alias = args.assigned("alias", sink);
    let max_keys = args.assigned("max_keys", sink).map(|(_, value)| value);
    args.finish(&["key", "alias", "max_keys"], sink);
    if key.is_none() && shape != Shape::Basket {
        sink.error(
            span,
            format_args!(
                "a state has the last tick of `{channel}` for every key: name the field that is the key, `state(key = field)`, or several, \
                 `state(key = (one, other))`; the last tick alone is `Latest<T>` to nodes"
            ),
        );
        return None;
    }
    let key = match key {
        Some((_, value)) => parts(&value, sink)?,
        None => Vec::new(),
    };
    let most = if shape == Shape::Basket { PARTS - 1 } else { PARTS };
    if let Some(beyond) = key.get(most) {
        sink.error(
            beyond.path[0].span(),
            format_args!("the key of a state has at most {PARTS} parts, and that of a basket's state the basket's key among them"),
        );
        return None;
    }
    let alias = match alias {
        None => format_ident!("{channel}", span = span),
        Some((_, Expr::Path(path))) if path.path.get_ident().is_some() => path.path.get_ident()?.clone(),
        Some((_, other)) => {
            sink.error_at(&other, "`alias` is a name: `alias = by_account`");
            return None;
        }
    };
    if let Some(Expr::Lit(literal)) = &max_keys
        && let Lit::Int(number) = &literal.lit
        && number.base10_digits() == "0"
    {
        sink.error_at(number, "a state without any key would have nothing: `max_keys` is at least 1");
        return None;
    }
    Some(StateInput { alias, key, max_keys, span })
}

/// The parts of a key: `field`, `order.field`, or several in parentheses.
fn parts(value: &Expr, sink: &mut Sink) -> Option<Vec<PartInput>> {
    match value {
        Expr::Tuple(tuple) if tuple.elems.is_empty() => {
            sink.error_at(tuple, "name at least one field: `key = field`");
            None
        }
        Expr::Tuple(tuple) => tuple.elems.iter().map(|part| Some(PartInput { path: path(part, sink)? })).collect(),
        Expr::Paren(inner) => parts(&inner.expr, sink),
        one => Some(vec![PartInput { path: path(one, sink)? }]),
    }
}

fn path(value: &Expr, sink: &mut Sink) -> Option<Vec<Ident>> {
    match value {
        Expr::Path(path) if path.path.get_ident().is_some() => Some(vec![path.path.get_ident()?.clone()]),
        Expr::Field(field) => {
            let mut path = path(&field.base, sink)?;
            match &field.member {
                Member::Named(name) => path.push(name.clone()),
                Member::Unnamed(index) => {
                    sink.error(index.span, "messages have named fields");
                    return None;
                }
            }
            Some(path)
        }
        other => {
            sink.error_at(
                other,
                "a key is a field of the message, `key = symbol`; one of a message inside it, `key = order.symbol`; `id`, that of the tick; or \
                 several of these, `key = (account, symbol)`",
            );
            None
        }
    }
}

/// How bounds are written.
fn how(word: &str) -> String {
    format!("`{word} = 100_000` for so many ticks, `{word} = \"10m\"` for those of a time, or both: `{word} = (100_000, \"10m\")`")
}

fn bounds(word: &str, value: &Expr, sink: &mut Sink) -> Option<BoundsInput> {
    let all: Vec<&Expr> = match value {
        Expr::Tuple(tuple) => tuple.elems.iter().collect(),
        one => vec![one],
    };
    let mut bounds = BoundsInput::default();
    for one in &all {
        let Expr::Lit(literal) = one else {
            sink.error_at(one, format_args!("write {}", how(word)));
            return None;
        };
        let is_twice = match &literal.lit {
            Lit::Int(number) => bounds.rows.replace(rows(number, word, sink)?).is_some(),
            Lit::Str(text) => bounds.age.replace(age(text, word, sink)?).is_some(),
            _ => {
                sink.error_at(one, format_args!("write {}", how(word)));
                return None;
            }
        };
        if is_twice {
            sink.error_at(one, format_args!("this is the second bound of its kind; write {}", how(word)));
            return None;
        }
    }
    if all.is_empty() {
        sink.error(value.span(), format_args!("write {}", how(word)));
        return None;
    }
    Some(bounds)
}

fn rows(number: &syn::LitInt, word: &str, sink: &mut Sink) -> Option<usize> {
    match number.base10_parse::<usize>() {
        Ok(0) => sink.error_at(number, format_args!("`{word}` would keep nothing; leave it out, or write {}", how(word))),
        Ok(rows) => return Some(rows),
        Err(error) => sink.error_at(number, error),
    }
    None
}

fn age(text: &syn::LitStr, word: &str, sink: &mut Sink) -> Option<Duration> {
    match duration::parse(&text.value()) {
        Ok(Duration::ZERO) => sink.error_at(text, format_args!("`{word}` would keep nothing; leave it out, or write {}", how(word))),
        Ok(age) => return Some(age),
        Err(message) => sink.error_at(text, message),
    }
    None
}

//! Blocking sources: an iterator on a thread of its own, at a rate of its own.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Lit, ReturnType, Type};

use super::output::{iterator_item, says_what_it_captures};
use super::{Drive, YieldInput};
use crate::diag::Sink;
use crate::model::Yield;

/// A literal rate, or an expression that gives one.
pub(super) fn rate(value: &Expr, sink: &mut Sink) -> Option<TokenStream> {
    const WRONG: &str =
        "a rate is a number of values in a second that is more than zero, or a text such as \"100/s\", \"90/min\" or \"5/h\"";
    let literal = match value {
        Expr::Lit(literal) => &literal.lit,
        Expr::Unary(_) => {
            sink.error_at(value, WRONG);
            return None;
        }
        other => return Some(other.to_token_stream()),
    };
    let rate = match literal {
        Lit::Int(number) => number.base10_parse::<f64>().ok(),
        Lit::Float(number) => number.base10_parse::<f64>().ok(),
        Lit::Str(text) => per_second(&text.value()),
        _ => None,
    };
    match rate.filter(|rate| *rate > 0.0 && rate.is_finite()) {
        Some(rate) => Some(quote_spanned!(literal.span()=> #rate)),
        None => {
            sink.error_at(literal, WRONG);
            None
        }
    }
}

fn per_second(text: &str) -> Option<f64> {
    let (number, unit) = text.split_once('/')?;
    let seconds = match unit.trim() {
        "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3600.0,
        _ => return None,
    };
    number.trim().parse::<f64>().ok().map(|number| number / seconds)
}

/// What drives a blocking source, by its return type.
pub(super) fn output(output: &ReturnType, rate: Option<TokenStream>, sink: &mut Sink) -> Option<(Drive, YieldInput)> {
    const FORM: &str = "a blocking source returns `impl Iterator<Item = T> + Send + use<>`, which runs on a thread of its own";
    let (ty, item) = match output {
        ReturnType::Type(_, ty) => (&**ty, iterator_item(ty)),
        ReturnType::Default => {
            sink.error(proc_macro2::Span::call_site(), FORM);
            return None;
        }
    };
    let Some(item) = item else {
        sink.error_at(ty, FORM);
        return None;
    };
    if let Type::Tuple(_) = item {
        sink.error_at(
            item,
            "a blocking source gives values without times: each ticks when it comes; for timestamped values remove `blocking`",
        );
        return None;
    }
    if !says_what_it_captures(ty) {
        sink.error_at(ty, "the source outlives this borrow of `self`: add `+ use<>` to its type, and move what it needs into it");
        return None;
    }
    let rate = rate.unwrap_or_else(|| quote!(::core::option::Option::None::<f64>));
    Some((Drive::Generator(rate), YieldInput { how: Yield::Maybe, ty: item.to_token_stream(), span: item.span() }))
}

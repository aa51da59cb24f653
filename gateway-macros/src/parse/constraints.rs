//! Constraints of a field, in `#[message(..)]` and `#[config(..)]`: JSON Schema keywords.

use syn::{Expr, Lit};

use super::args::{self, Args};
use crate::diag::Sink;

/// The words whose value is a number, and their keywords.
const NUMBERS: &[(&str, &str)] = &[
    ("minimum", "minimum"),
    ("maximum", "maximum"),
    ("exclusive_minimum", "exclusiveMinimum"),
    ("exclusive_maximum", "exclusiveMaximum"),
    ("min_length", "minLength"),
    ("max_length", "maxLength"),
];

/// The words of constraints, after `others`.
pub(crate) fn words<'a>(others: &[&'a str]) -> Vec<&'a str> {
    others.iter().copied().chain(NUMBERS.iter().map(|(word, _)| *word)).chain(["pattern"]).collect()
}

/// Takes the constraints out of an attribute: the text of a JSON object, or nothing. A default that is written out has to keep them.
pub(crate) fn take(args: &mut Args, default: Option<&Expr>, sink: &mut Sink) -> String {
    let mut constraints = Constraints::default();
    for (word, keyword) in NUMBERS {
        if let Some((name, value)) = args.assigned(word, sink) {
            match number(&value) {
                Some(number) => {
                    if let Some(default) = default {
                        hold(default, word, &number, sink);
                    }
                    constraints.number(keyword, &number);
                }
                None => sink.error(name.span(), format_args!("`{word}` takes a number")),
            }
        }
    }
    if let Some((name, value)) = args.assigned("pattern", sink) {
        match args::text(&value) {
            Some(pattern) => constraints.text("pattern", &pattern.value()),
            None => sink.error(name.span(), "`pattern` takes a regular expression in quotes"),
        }
    }
    constraints.finish()
}

/// Holds a default against one constraint, as far as both can be seen here: a number, or a text of some length.
fn hold(default: &Expr, word: &str, limit: &str, sink: &mut Sink) {
    let length = word.ends_with("length");
    let given = if length { args::text(default).map(|text| text.value().chars().count().to_string()) } else { number(default) };
    let Some(given) = given else { return };
    let (Ok(value), Ok(limit_value)) = (given.parse::<f64>(), limit.parse::<f64>()) else { return };
    let is_kept = match word {
        "minimum" | "min_length" => value >= limit_value,
        "maximum" | "max_length" => value <= limit_value,
        "exclusive_minimum" => value > limit_value,
        _ => value < limit_value,
    };
    if !is_kept {
        let given = if length { format!("this default has {given} characters, which") } else { format!("the default {given}") };
        sink.error_at(default, format_args!("{given} does not keep `{word} = {limit}`; give one that could be set, or another limit"));
    }
}

/// A literal number, with its sign, as JSON writes it.
fn number(value: &Expr) -> Option<String> {
    match value {
        Expr::Unary(syn::ExprUnary { op: syn::UnOp::Neg(_), expr, .. }) => number(expr).map(|digits| format!("-{digits}")),
        Expr::Lit(lit) => match &lit.lit {
            Lit::Int(int) => Some(int.base10_digits().to_owned()),
            Lit::Float(float) => Some(float.base10_digits().to_owned()),
            _ => None,
        },
        _ => None,
    }
}

/// Just enough JSON to write constraints down, so that the macros need no JSON library.
#[derive(Default)]
struct Constraints(Vec<String>);

impl Constraints {
    fn number(&mut self, keyword: &str, number: &str) {
        self.0.push(format!("\"{keyword}\":{number}"));
    }

    fn text(&mut self, keyword: &str, text: &str) {
        let mut quoted = String::new();
        for c in text.chars() {
            match c {
                '"' => quoted.push_str("\\\""),
                '\\' => quoted.push_str("\\\\"),
                c if c < ' ' => quoted.extend(format!("\\u{:04x}", u32::from(c)).chars()),
                c => quoted.push(c),
            }
        }
        self.0.push(format!("\"{keyword}\":\"{quoted}\""));
    }

    /// The JSON object, or nothing if there are no constraints.
    fn finish(self) -> String {
        if self.0.is_empty() { String::new() } else { format!("{{{}}}", self.0.join(",")) }
    }
}

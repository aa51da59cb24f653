//! Names as text, and lists of them in messages: what exists, nearest first, and what was probably meant.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::ext::IdentExt;

/// A name as it stands in addresses, settings and messages: without the `r#` of a raw identifier.
pub(crate) fn text(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// `help` for a name that does not exist: the nearest one, and all there are.
pub(crate) fn what_exists(word: &str, names: &[String]) -> String {
    if names.is_empty() {
        return "there are none".to_owned();
    }
    let mut sorted: Vec<(usize, &String)> = names.iter().map(|name| (strsim::damerau_levenshtein(word, name), name)).collect();
    sorted.sort_by_key(|(distance, _)| *distance);
    let meant = sorted.first().filter(|(distance, _)| *distance <= word.chars().count().max(3) / 3);
    let all = sorted.iter().map(|(_, name)| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match meant {
        Some((_, name)) => format!("did you mean `{name}`? There are: {all}"),
        None => format!("there are: {all}"),
    }
}

/// `a`, `b` and `c`, each in backticks.
pub(crate) fn list<T: std::fmt::Display>(names: &[T]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [many @ .., last] => format!("{} and {last}", many.join(", ")),
    }
}

/// Whether some tokens have an identifier in them.
pub(crate) fn mentions(tokens: &TokenStream, name: &Ident) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == *name,
        TokenTree::Group(group) => mentions(&group.stream(), name),
        _ => false,
    })
}

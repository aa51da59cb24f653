//! The form of an answer, which the client chooses with `Accept`.

use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, StatusCode};
use gateway_runtime::state::Form;

use crate::error::ApiError;

/// The form that a client likes best of those that are offered: the first one, if it does not say; `None`, if it likes none of them.
///
/// What it says of a type by name goes before what it says of `text/*`, and that before `*/*`. Of forms that it likes as well the one
/// that it names more exactly is taken, and of those the one that it names first.
pub(crate) fn chosen(headers: &HeaderMap, offered: &[Form]) -> Option<Form> {
    if !headers.contains_key(ACCEPT) {
        return offered.first().copied();
    }
    let texts = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let ranges: Vec<Range> = texts.flat_map(|text| text.split(',')).filter(|text| !text.trim().is_empty()).map(Range::read).collect();
    if ranges.is_empty() {
        return offered.first().copied();
    }
    let liked = |form: Form| {
        let fits = ranges.iter().enumerate().filter_map(|(place, range)| Some((range.exactness(form)?, range.weight, place)));
        fits.min_by_key(|(exactness, _, place)| (std::cmp::Reverse(*exactness), *place)).filter(|(_, weight, _)| *weight > 0.0)
    };
    let mut best: Option<((u8, f32, usize), Form)> = None;
    for form in offered.iter().copied() {
        let Some(liked) = liked(form) else { continue };
        let is_better = |known: (u8, f32, usize)| {
            let order = liked.1.total_cmp(&known.1).then(liked.0.cmp(&known.0)).then(known.2.cmp(&liked.2));
            order.is_gt()
        };
        if best.is_none_or(|(known, _)| is_better(known)) {
            best = Some((liked, form));
        }
    }
    best.map(|(_, form)| form)
}

/// What a client is told that likes none of the forms.
pub(crate) fn unmet(offered: &[Form]) -> ApiError {
    ApiError::Said(StatusCode::NOT_ACCEPTABLE, format!("An answer is one of: {}", types(offered)))
}

/// The types of forms, as a text.
pub(crate) fn types(offered: &[Form]) -> String {
    let types: Vec<&str> = offered.iter().map(|form| form.media_type()).collect();
    types.join(", ")
}

/// Types that a client takes, and how gladly.
struct Range {
    name: String,
    weight: f32,
}

impl Range {
    fn read(text: &str) -> Self {
        let mut parts = text.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        let weight = weight.and_then(|weight| weight.trim().parse::<f32>().ok()).filter(|weight| !weight.is_nan());
        Self { name, weight: weight.unwrap_or(1.0).min(1.0) }
    }

    /// How exactly it names a form: `None` if it does not at all.
    fn exactness(&self, form: Form) -> Option<u8> {
        let names = names(form);
        match self.name.strip_suffix("/*") {
            Some("*") => Some(0),
            Some(group) => names.iter().any(|name| name.split('/').next() == Some(group)).then_some(1),
            None => names.contains(&self.name.as_str()).then_some(2),
        }
    }
}

/// The names of the type of a form.
fn names(form: Form) -> &'static [&'static str] {
    match form {
        Form::Json => &["application/json"],
        Form::Lines => &["application/x-ndjson", "application/ndjson", "application/jsonl"],
        Form::Csv => &["text/csv"],
        Form::Arrow => &["application/vnd.apache.arrow.stream"],
        Form::Parquet => &["application/vnd.apache.parquet"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: &[Form] = &[Form::Json, Form::Lines, Form::Csv, Form::Arrow, Form::Parquet];

    fn form(accept: &str) -> Option<Form> {
        chosen(&[(ACCEPT, accept.parse().unwrap())].into_iter().collect(), ALL)
    }

    #[test]
    fn the_client_chooses_the_form() {
        assert_eq!(chosen(&HeaderMap::new(), ALL), Some(Form::Json));
        assert_eq!(form("*/*"), Some(Form::Json));
        assert_eq!(form(""), Some(Form::Json));
        assert_eq!(form("text/csv"), Some(Form::Csv));
        assert_eq!(form("text/*"), Some(Form::Csv));
        assert_eq!(form("text/html, application/vnd.apache.arrow.stream;q=0.5, application/json;q=0.4"), Some(Form::Arrow));
        assert_eq!(form("Application/VND.apache.parquet"), Some(Form::Parquet));
        assert_eq!(form("application/jsonl; charset=utf-8 ; q=0.3"), Some(Form::Lines));
        assert_eq!((form("image/png"), form("text/csv;q=0")), (None, None));
    }

    #[test]
    fn what_names_a_type_goes_before_what_names_many() {
        assert_eq!(form("application/json;q=0.1, */*;q=0.5"), Some(Form::Lines));
        assert_eq!(form("*/*, application/x-ndjson"), Some(Form::Lines));
        assert_eq!(form("application/json;q=0, */*;q=0.1"), Some(Form::Lines));
        assert_eq!(form("application/x-ndjson, application/json"), Some(Form::Lines));
        assert_eq!(form("*/*;q=0"), None);
        assert_eq!(form("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"), Some(Form::Json));
    }

    #[test]
    fn a_weight_that_is_none_counts_as_one_that_is_not_given() {
        assert_eq!((form("application/json;q=NaN"), form("application/json;q=x")), (Some(Form::Json), Some(Form::Json)));
        assert_eq!(form("application/json;q=0.9, text/csv;q=7"), Some(Form::Csv));
    }
}

//! What stands behind `?` in an address, or in a form: parameters.

use std::borrow::Cow;
use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use gateway_runtime::message::{Location, Problem};

use crate::error::ApiError;

/// Parameters in their order, decoded: a `+` is a blank, and what is no UTF-8 is not refused but replaced.
#[derive(Debug, Clone, Default)]
pub(crate) struct Parameters(Vec<(Cow<'static, str>, Cow<'static, str>)>);

impl Parameters {
    /// Reads `a=1&b=2`.
    pub(crate) fn read(text: &str) -> Self {
        let pairs = form_urlencoded::parse(text.as_bytes()).into_owned();
        Self(pairs.map(|(name, value)| (name.into(), value.into())).collect())
    }

    /// Those of a request's address.
    pub(crate) fn of(parts: &Parts) -> Self {
        parts.uri.query().map(Self::read).unwrap_or_default()
    }

    /// All of them: names and values.
    pub(crate) fn pairs(&self) -> &[(Cow<'static, str>, Cow<'static, str>)] {
        &self.0
    }

    /// The values of the parameter `name`.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(other, _)| other == name).map(|(_, value)| &**value)
    }

    /// The first value of the parameter `name`.
    pub(crate) fn first(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| &**value)
    }

    /// The parameter `name`, which is `true` or `false`, and false if it is not there.
    pub(crate) fn truth(&self, name: &str) -> Result<bool, ApiError> {
        match self.first(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(other) => {
                let problem = Problem::new("bool_parsing", "Input should be true or false", &other.into());
                Err(ApiError::Invalid(vec![problem.under(&[Location::from("query"), Location::from(name)])]))
            }
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Parameters {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_decoded() {
        let parameters = Parameters::read("a=1+2&b%20c=%26%C3%A4&&a=3&d&e=%FF");
        assert_eq!(parameters.all("a").collect::<Vec<_>>(), ["1 2", "3"]);
        assert_eq!(parameters.first("b c"), Some("&ä"));
        assert_eq!((parameters.first("d"), parameters.first("e"), parameters.first("f")), (Some(""), Some("\u{fffd}"), None));
    }

    #[test]
    fn a_truth_is_written_in_one_way() {
        let truth = |text: &str| Parameters::read(text).truth("keys");
        assert_eq!((truth("").unwrap(), truth("keys=false").unwrap(), truth("keys=%74rue").unwrap()), (false, false, true));
        assert!(truth("keys=yes").is_err() && truth("keys").is_err());
    }
}

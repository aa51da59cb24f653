//! Where a request may carry its credentials.

use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::{HeaderMap, Uri};

use crate::query::Parameters;

/// The header of API keys that many tools know.
pub(crate) const KEY_HEADER: &str = "x-api-key";

/// The name by which csp-gateway knows a key: a header, a parameter of the address, and the cookie.
pub(crate) const TOKEN: &str = "token";

/// What a request presents. What stands in a place that goes before hides the places after it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Presented {
    /// A key, from a header or the address.
    Key(String),
    /// The cookie of a session.
    Cookie(String),
}

impl Presented {
    /// Finds what a request presents: `Authorization: Bearer`, `X-API-Key`, the header `token`, `?token=`, the cookie `token`.
    pub(crate) fn find(headers: &HeaderMap, uri: &Uri) -> Option<Self> {
        let header = |name: &str| headers.get(name)?.to_str().ok().filter(|text| !text.is_empty());
        let key = bearer(headers).or_else(|| header(KEY_HEADER)).or_else(|| header(TOKEN)).map(str::to_owned);
        let key = key.or_else(|| parameter(&Parameters::read(uri.query().unwrap_or_default()), TOKEN));
        key.map(Self::Key).or_else(|| cookie(headers).map(Self::Cookie))
    }
}

/// A key is not to be seen in any text.
impl std::fmt::Debug for Presented {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Key(_) => "Key(..)",
            Self::Cookie(_) => "Cookie(..)",
        })
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// The first value of `name` that is not empty, among the parameters of an address or form.
pub(crate) fn parameter(parameters: &Parameters, name: &str) -> Option<String> {
    parameters.all(name).find(|value| !value.is_empty()).map(str::to_owned)
}

fn cookie(headers: &HeaderMap) -> Option<String> {
    let pairs = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|text| text.split(';'));
    let mut values = pairs.filter_map(|pair| pair.trim().split_once('=')).filter(|(name, _)| *name == TOKEN).map(|(_, value)| value);
    values.find(|value| !value.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};
    use proptest::prelude::*;

    use super::*;

    fn find(headers: &[(&str, &str)], uri: &str) -> Option<Presented> {
        let headers = headers.iter().map(|(name, value)| (HeaderName::try_from(*name).unwrap(), HeaderValue::try_from(*value).unwrap()));
        Presented::find(&headers.collect(), &uri.parse().unwrap())
    }

    fn key(text: &str) -> Option<Presented> {
        Presented::Key(text.to_owned()).into()
    }

    #[test]
    fn each_place_is_looked_at() {
        assert_eq!(find(&[("authorization", "Bearer abc")], "/"), key("abc"));
        assert_eq!(find(&[("authorization", "bearer   abc ")], "/"), key("abc"));
        assert_eq!(find(&[("x-api-key", "abc")], "/"), key("abc"));
        assert_eq!(find(&[("token", "abc")], "/"), key("abc"));
        assert_eq!(find(&[], "/x?a=b&token=a%2Bc+d"), key("a+c d"));
        assert_eq!(find(&[("cookie", "a=b; token=abc; c")], "/"), Some(Presented::Cookie("abc".to_owned())));
    }

    #[test]
    fn what_is_empty_or_of_another_kind_is_nothing() {
        assert_eq!(find(&[], "/x?tokens=abc&token=&xtoken=1"), None);
        assert_eq!(find(&[("authorization", "Basic abc"), ("x-api-key", ""), ("cookie", "token=; tokens=1")], "/"), None);
    }

    #[test]
    fn headers_go_before_the_address_and_that_before_the_cookie() {
        let cookie = ("cookie", "token=cookie");
        assert_eq!(find(&[("authorization", "Bearer one"), ("x-api-key", "two"), ("token", "three"), cookie], "/?token=four"), key("one"));
        assert_eq!(find(&[("token", "three"), cookie], "/?token=four"), key("three"));
        assert_eq!(find(&[cookie], "/?token=four"), key("four"));
    }

    #[test]
    fn nothing_of_it_is_shown() {
        assert_eq!(format!("{:?}", find(&[("token", "secret")], "/")), "Some(Key(..))");
    }

    proptest! {
        /// Whatever a client sends, reading it does no harm, and what is found has been sent.
        #[test]
        fn any_bytes_are_read(name in "(authorization|x-api-key|token|cookie)", value in prop::collection::vec(any::<u8>(), 0..64), query in "[ -~]{0,40}") {
            let mut headers = HeaderMap::new();
            if let Ok(value) = HeaderValue::from_bytes(&value) {
                headers.insert(HeaderName::try_from(name).unwrap(), value);
            }
            if let Ok(uri) = format!("/?{query}").parse::<Uri>() {
                match Presented::find(&headers, &uri) {
                    Some(Presented::Key(key) | Presented::Cookie(key)) => prop_assert!(!key.is_empty()),
                    None => {}
                }
            }
        }

        /// A key that can stand in a header is read as it was sent, wherever it stands.
        #[test]
        fn a_key_arrives_unchanged(sent in "[A-Za-z0-9._~-]{1,64}") {
            prop_assert_eq!(find(&[("authorization", &format!("Bearer {sent}"))], "/"), key(&sent));
            prop_assert_eq!(find(&[("x-api-key", &sent)], "/"), key(&sent));
            prop_assert_eq!(find(&[], &format!("/?token={sent}")), key(&sent));
            prop_assert_eq!(find(&[("cookie", &format!("a=1; token={sent}"))], "/"), Some(Presented::Cookie(sent)));
        }
    }
}

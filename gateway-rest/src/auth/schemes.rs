//! The ways to show a key, as the OpenAPI document names them.

use serde_json::{Map, Value, json};

use super::TOKEN;

/// The security schemes, by name.
pub(crate) fn schemes() -> Map<String, Value> {
    let in_place = |place: &str, name: &str, text: &str| json!({ "type": "apiKey", "in": place, "name": name, "description": text });
    let schemes = [
        ("bearer", json!({ "type": "http", "scheme": "bearer", "description": "A key of the gateway" })),
        ("key", in_place("header", "X-API-Key", "A key of the gateway")),
        ("token", in_place("header", TOKEN, "A key of the gateway")),
        ("parameter", in_place("query", TOKEN, "A key of the gateway, for clients that cannot send headers")),
        ("cookie", in_place("cookie", TOKEN, "The session of a browser, which begins at /login")),
    ];
    schemes.into_iter().map(|(name, scheme)| (name.to_owned(), scheme)).collect()
}

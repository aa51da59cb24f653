//! Which pages of other sites may use the service from a browser.

use std::time::Duration;

use axum::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, ETAG, IF_NONE_MATCH, ORIGIN, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde::Deserialize;
use serde_json::{Value, json};
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::auth::{KEY_HEADER, TOKEN};
use crate::start_error::StartError;
use crate::traces::{TRACE_REQUEST, TRACE_RESPONSE};

/// How long a browser may remember what it may do.
const REMEMBER: Duration = Duration::from_mins(10);

/// Which pages of other sites may use the service from a browser: the settings `cors`. None, unless it is said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct CorsSettings {
    /// Their origins, such as `https://desk.example.com`; `*` for all of them, which then cannot use cookies.
    pub origins: Vec<String>,
}

/// The same, checked.
#[derive(Debug)]
pub(crate) struct Cors {
    origins: Vec<String>,
    all: bool,
    layer: Option<CorsLayer>,
}

impl Cors {
    pub(crate) fn new(settings: &CorsSettings) -> Result<Self, StartError> {
        let all = settings.origins.iter().any(|origin| origin == "*");
        for origin in settings.origins.iter().filter(|origin| *origin != "*") {
            let authority = origin.split_once("://").map(|(_, authority)| authority);
            if authority.is_none_or(|authority| authority.is_empty() || authority.contains('/')) || HeaderValue::try_from(origin).is_err() {
                return Err(StartError(format!("cors.origins: `{origin}` is no origin, such as https://desk.example.com")));
            }
        }
        Ok(Self { origins: settings.origins.clone(), all, layer: layer(&settings.origins, all) })
    }

    /// Whether the page may use the service from which a request with these headers comes.
    pub(crate) fn allows(&self, headers: &HeaderMap) -> bool {
        let origin = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok());
        self.all || origin.is_some_and(|origin| self.origins.iter().any(|allowed| allowed.eq_ignore_ascii_case(origin)))
    }

    /// Answers what browsers ask beforehand, and adds what they want to see. `None` if no page may.
    pub(crate) fn layer(&self) -> Option<&CorsLayer> {
        self.layer.as_ref()
    }
}

fn layer(origins: &[String], all: bool) -> Option<CorsLayer> {
    if origins.is_empty() {
        return None;
    }
    let origins = origins.iter().filter_map(|origin| HeaderValue::try_from(origin).ok());
    let origins = if all { AllowOrigin::any() } else { AllowOrigin::list(origins) };
    let keys = [HeaderName::from_static(KEY_HEADER), HeaderName::from_static(TOKEN)];
    let layer = CorsLayer::new()
        .allow_origin(origins)
        .allow_credentials(!all)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers(
            [ACCEPT, AUTHORIZATION, CONTENT_TYPE, IF_NONE_MATCH].into_iter().chain(keys).chain(TRACE_REQUEST).collect::<Vec<_>>(),
        )
        .expose_headers([ETAG, RETRY_AFTER, super::request_id::HEADER, TRACE_RESPONSE])
        .max_age(REMEMBER);
    Some(layer)
}

impl CorsSettings {
    /// Their JSON Schema.
    pub(crate) fn schema() -> Value {
        json!({
            "type": "object",
            "description": "Which pages of other sites may use the service from a browser.",
            "properties": {
                "origins": {
                    "type": "array", "items": { "type": "string" }, "default": [],
                    "description": "Their origins, such as https://desk.example.com; * for all of them, which then cannot use cookies.",
                },
            },
            "additionalProperties": false,
        })
    }
}

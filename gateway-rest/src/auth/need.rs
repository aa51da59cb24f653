//! Which right a route needs. A route that is not listed here is refused to everybody, so none is forgotten.

use std::sync::Arc;

use axum::http::Method;

use super::Right;
use crate::own::{self, table::Table};

/// What a route asks of those who use it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// Nothing: anybody may.
    Nothing,
    /// This right.
    Right(Right),
}

/// What the route that is written `path`, with its parameters in braces, needs for `method`. `None` if nobody has said.
///
/// A method that the route does not have is answered by that alone, so any right will do for it.
pub(crate) fn need(method: &Method, path: &str) -> Option<Need> {
    let mut segments = path.trim_start_matches('/').split('/');
    let to_change = match segments.next()? {
        // Who asks whether the gateway is well is a machine, and learns nothing else.
        "health" | "login" | "logout" => return Some(Need::Nothing),
        "" | "docs" | "redoc" | "openapi.json" | "asyncapi.json" | "metrics" => Right::Read,
        "api" => match segments.nth(1) {
            None | Some("") => Right::Read,
            // Where credentials are given.
            Some("auth") => return Some(Need::Nothing),
            Some(group) => of_group(group)?,
        },
        _ => return None,
    };
    // PUT of staged values looks them up.
    let looks_up = *method == Method::PUT && path.split('/').nth(3) == Some("stage");
    let reads = *method == Method::GET || *method == Method::HEAD || looks_up;
    Some(Need::Right(if reads { Right::Read } else { to_change }))
}

/// The same where an application may have routes of its own, each of which says itself what it needs.
pub(crate) fn needed(own: &[Arc<Table>], method: &Method, route: &str) -> Option<Need> {
    own::serve::right(own, method, route).map(Need::Right).or_else(|| need(method, route))
}

/// What the routes `/api/<version>/<group>/..` need for what is no reading.
fn of_group(group: &str) -> Option<Right> {
    Some(match group {
        // A question changes nothing, however it is sent.
        "last" | "next" | "state" | "lookup" | "history" | "sql" | "field" | "stream" | "events" | "channels_graph" | "channels-graph" => {
            Right::Read
        }
        "send" | "stage" => Right::Send,
        // Commands. Routes of an application's own say themselves what they need.
        "controls" | "modules" => Right::Control,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn right(method: &Method, path: &str) -> Option<Right> {
        match need(method, path) {
            Some(Need::Right(right)) => Some(right),
            Some(Need::Nothing) => None,
            None => panic!("nothing is said of {method} {path}"),
        }
    }

    #[test]
    fn every_kind_of_route_needs_its_right() {
        for path in
            ["/", "/docs", "/openapi.json", "/metrics", "/api", "/api/", "/api/v1/last/", "/api/v1/next/{*address}", "/api/v2/stream"]
        {
            assert_eq!(right(&Method::GET, path), Some(Right::Read), "{path}");
        }
        for path in ["/api/v1/send/{*address}", "/api/v1/stage/example"] {
            assert_eq!(right(&Method::POST, path), Some(Right::Send), "{path}");
            assert_eq!(right(&Method::GET, path), Some(Right::Read), "{path}");
        }
        for path in ["/api/v1/controls/shutdown", "/api/v1/modules/{module}/commands/{command}"] {
            assert_eq!(right(&Method::POST, path), Some(Right::Control), "{path}");
        }
        for path in ["/login", "/api/v1/auth/login", "/health/live"] {
            assert_eq!(right(&Method::GET, path), None, "{path}");
        }
    }

    #[test]
    fn what_nobody_thought_of_is_refused() {
        for path in ["/secret", "/api/v1/secret", "/api/v1/lastly/x", "/docs2"] {
            assert_eq!(need(&Method::GET, path), None, "{path}");
        }
    }
}

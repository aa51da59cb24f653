//! Routes, and how a request finds its own.
//!
//! What goes around a route, such as the [gate](crate::auth::gate), needs to know its pattern before a handler runs, so the table is
//! ours. What runs are handlers of axum, whose state is what is known of the request: [`Asked`].
//!
//! | file | what is in it |
//! |---|---|
//! | `methods.rs` | what answers the methods of one address |
//! | `asked.rs` | what is known of a request beside what it says |

mod asked;
mod methods;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use axum::extract::Request;
use axum::http::Method;
use axum::http::request::Parts;
use axum::response::Response;

pub(crate) use asked::{Asked, Captured};
use methods::Answer;
pub(crate) use methods::{Methods, any, get, page, post};

use crate::Selection;
use crate::app::App;
use crate::auth::{Need, needed};
use crate::error::ApiError;
use crate::metrics::OfRoute;

/// The methods for which routes know beforehand what they need.
const USUAL: [Method; 7] = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::HEAD, Method::OPTIONS];

/// Routes, as they are declared: by their patterns, in which parameters stand in braces.
#[derive(Debug, Default)]
pub(crate) struct RouteTable(BTreeMap<String, (Methods, Option<Arc<Selection>>)>);

impl RouteTable {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// One more.
    pub(crate) fn route(self, path: &str, methods: Methods) -> Self {
        self.merge(Self([(path.to_owned(), (methods, None))].into()))
    }

    /// Those of both.
    ///
    /// # Panics
    /// Both have a route with the same pattern.
    pub(crate) fn merge(mut self, other: Self) -> Self {
        for (path, route) in other.0 {
            assert!(!self.0.contains_key(&path), "two routes have the pattern {path}");
            self.0.insert(path, route);
        }
        self
    }

    /// The same, for these channels alone.
    pub(crate) fn selecting(mut self, selection: &Selection) -> Self {
        let selection = Arc::new(selection.clone());
        for (_, selected) in self.0.values_mut() {
            *selected = Some(Arc::clone(&selection));
        }
        self
    }

    /// All of them, ready to be asked.
    ///
    /// # Panics
    /// One pattern is in the way of another.
    pub(crate) fn with(self, app: &App) -> Routes {
        let mut patterns = matchit::Router::new();
        for (path, (methods, selection)) in self.0 {
            let needs = USUAL.map(|method| needed(&app.own, &method, &path));
            let route = Route { path: Some(path.clone()), fixed: fixed(&path), methods, selection, needs, figures: OnceLock::new() };
            if let Err(error) = patterns.insert(path, Arc::new(route)) {
                panic!("two routes are in each other's way: {error}");
            }
        }
        let none = Route { methods: any(|| async { ApiError::NotFound }), ..Route::default() };
        Routes { patterns, none: Arc::new(none) }
    }
}

/// How many bytes of a pattern stand before its first parameter.
fn fixed(pattern: &str) -> usize {
    pattern.find('{').unwrap_or(pattern.len())
}

/// Routes that can be asked.
pub(crate) struct Routes {
    patterns: matchit::Router<Arc<Route>>,
    none: Arc<Route>,
}

impl Routes {
    /// The route of a path; one without a pattern if there is none.
    pub(crate) fn find(&self, path: &str) -> &Arc<Route> {
        self.patterns.at(path).map_or(&self.none, |found| found.value)
    }
}

impl fmt::Debug for Routes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Routes").finish_non_exhaustive()
    }
}

/// One route.
#[derive(Debug, Default)]
pub(crate) struct Route {
    /// Its pattern; `None` for what has no route.
    path: Option<String>,
    /// How many bytes of it stand before its first parameter.
    fixed: usize,
    methods: Methods,
    /// The channels that it is for, unless it is all of them.
    pub(crate) selection: Option<Arc<Selection>>,
    /// What each of the usual methods needs.
    needs: [Option<Need>; USUAL.len()],
    /// What is counted of it, from its first request on.
    pub(crate) figures: OnceLock<OfRoute>,
}

impl Route {
    /// Its pattern, with its parameters in braces.
    pub(crate) fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// What it needs for a method. `None` if nobody has said.
    pub(crate) fn needs(&self, app: &App, method: &Method) -> Option<Need> {
        match USUAL.iter().position(|usual| usual == method) {
            Some(place) => self.needs[place],
            None => needed(&app.own, method, self.path()?),
        }
    }

    /// What stands in `path`, which fits the pattern, where that has its parameters. It is not decoded.
    fn captured<'a>(&self, path: &'a str) -> impl Iterator<Item = &'a str> {
        let mut path = path.get(self.fixed..).unwrap_or_default();
        let pattern = self.path.as_ref().map_or("", |pattern| &pattern[self.fixed..]);
        pattern.split('/').filter_map(move |part| {
            if part.starts_with("{*") {
                return Some(std::mem::take(&mut path));
            }
            let (here, rest) = path.split_once('/').unwrap_or((path, ""));
            path = rest;
            part.starts_with('{').then_some(here)
        })
    }

    /// Its answer to a request that may be made, if there is one at once.
    pub(crate) fn answer_at_once(&self, asked: &Asked, parts: &Parts) -> Option<Response> {
        self.methods.answer_at_once(asked, parts)
    }

    /// Its answer to a request that may be made.
    pub(crate) fn answer(&self, request: Request, asked: Asked) -> Answer {
        self.methods.answer(request, asked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_where_the_pattern_has_them() {
        let captured = |pattern: &str, path: &str| {
            let route = Route { path: Some(pattern.to_owned()), fixed: fixed(pattern), ..Route::default() };
            route.captured(path).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(captured("/a/{x}/b/{y}", "/a/1/b/%20"), ["1", "%20"]);
        assert_eq!(captured("/a/{x}/b", "/a//b"), [""]);
        assert_eq!(captured("/a/{*rest}", "/a/b/c/"), ["b/c/"]);
        assert_eq!(captured("/a/{x}/{*rest}", "/a/1/2/3"), ["1", "2/3"]);
        assert!(captured("/a/b", "/a/b").is_empty() && Route::default().captured("/a").next().is_none());
    }
}

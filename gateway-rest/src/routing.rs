//! Routes and their patterns. What goes around a route needs to know its pattern before the request gets there, and a router does not
//! tell that.

use std::fmt;
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::http::{Extensions, HeaderValue};
use axum::routing::MethodRouter;

use crate::Selection;
use crate::app::App;
use crate::auth::Identity;
use crate::error::ApiError;
use crate::metrics::OfRoute;
use crate::transport::Client;

/// Routes, as they are declared.
#[derive(Debug, Default)]
pub(crate) struct RouteTable {
    router: Router<Arc<App>>,
    patterns: Vec<Pattern>,
}

#[derive(Debug)]
struct Pattern {
    path: String,
    selection: Option<Arc<Selection>>,
}

impl RouteTable {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// One more; parameters stand in braces.
    pub(crate) fn route(mut self, path: &str, methods: MethodRouter<Arc<App>>) -> Self {
        self.router = self.router.route(path, methods);
        self.patterns.push(Pattern { path: path.to_owned(), selection: None });
        self
    }

    /// Those of both.
    pub(crate) fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.patterns.extend(other.patterns);
        self
    }

    /// The same, for these channels alone.
    pub(crate) fn selecting(mut self, selection: &Selection) -> Self {
        let selection = Arc::new(selection.clone());
        for pattern in &mut self.patterns {
            pattern.selection = Some(Arc::clone(&selection));
        }
        self
    }

    /// All of them, ready to be asked.
    pub(crate) fn with(self, app: Arc<App>) -> Routes {
        let mut patterns = matchit::Router::new();
        for Pattern { path, selection } in self.patterns {
            let route = Route { path: Some(path.clone()), selection, figures: OnceLock::new() };
            // The router would not have been made if two of them were in each other's way; one that is there twice has more methods.
            let _ = patterns.insert(path, Arc::new(route));
        }
        let router = self.router.fallback(|| async { ApiError::NotFound }).with_state(app);
        Routes { router, patterns, none: Arc::default() }
    }
}

/// Routes that can be asked.
pub(crate) struct Routes {
    pub(crate) router: Router,
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
    /// The channels that it is for, unless it is all of them.
    pub(crate) selection: Option<Arc<Selection>>,
    /// What is counted of it, from its first request on.
    pub(crate) figures: OnceLock<OfRoute>,
}

impl Route {
    /// Its pattern, with its parameters in braces.
    pub(crate) fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }
}

/// What is known of a request beside what it says. It stands in the extensions of each that gets to its route.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// The id that stands in the answer and in the log.
    pub(crate) id: HeaderValue,
    pub(crate) client: Client,
    pub(crate) identity: Identity,
    pub(crate) route: Arc<Route>,
}

impl Asked {
    /// What is known of the request with these extensions.
    pub(crate) fn of(extensions: &Extensions) -> Option<&Self> {
        extensions.get()
    }
}

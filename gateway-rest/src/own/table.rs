//! The routes of one mount, as `Rest` finds them.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use axum::http::HeaderMap;
use gateway_runtime::Handle;
use gateway_runtime::futures::future::BoxFuture;
use serde_json::Value;

use super::Routes;
use super::route::{Described, Outcome, Request};

/// The version of the API under which routes stand, unless their mount says another one.
pub(crate) const VERSION: &str = "v1";

/// What answers a route, whatever type defines it.
pub(super) type Answers = Arc<dyn Fn(Handle, HeaderMap, Value) -> BoxFuture<'static, Outcome> + Send + Sync>;

/// The routes of one mount.
#[derive(Clone)]
pub(crate) struct Table {
    /// The name of the type that defines them.
    pub(crate) name: &'static str,
    pub(crate) version: String,
    pub(crate) routes: Vec<Described>,
    /// What answers each of them; nothing where they are only described.
    pub(super) answers: Vec<Answers>,
    /// Whether a service has found them.
    pub(super) found: Arc<AtomicBool>,
}

impl Table {
    /// The routes that `R` declares.
    pub(super) fn declared<R: Routes>() -> Self {
        let routes = R::routes().into_iter().map(|route| route.described).collect();
        Self { name: short_name::<R>(), version: VERSION.to_owned(), routes, answers: Vec::new(), found: Arc::default() }
    }

    /// The same with the settings of a mount, which answer.
    pub(super) fn bound<R: Routes>(routes: &Arc<R>, version: &str, found: &Arc<AtomicBool>) -> Self {
        let bind = |route: super::Route<R>| -> Answers {
            let routes = Arc::clone(routes);
            Arc::new(move |handle, headers, inputs| (route.answers)(Request { routes: Arc::clone(&routes), handle, headers }, inputs))
        };
        let answers = R::routes().into_iter().map(bind).collect();
        Self { version: version.to_owned(), answers, found: Arc::clone(found), ..Self::declared::<R>() }
    }

    /// Takes note that a service has found them.
    pub(crate) fn take(&self) {
        self.found.store(true, Relaxed);
    }

    /// The heading in the document.
    pub(crate) fn tag(&self) -> String {
        if self.version == VERSION { self.name.to_owned() } else { format!("{} ({})", self.name, self.version) }
    }
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table").field("name", &self.name).field("version", &self.version).finish_non_exhaustive()
    }
}

/// The last part of the name of a type.
fn short_name<R>() -> &'static str {
    let name = std::any::type_name::<R>();
    name.rsplit("::").next().unwrap_or(name)
}

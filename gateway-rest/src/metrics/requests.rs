//! Requests, counted by route, method and status, all of which are known from the start: nobody outside can add a label.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{Method, StatusCode};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

/// The bounds, in seconds, by which times are counted.
const BOUNDS: [f64; 15] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

/// What is counted of requests.
#[derive(Debug)]
pub(crate) struct Requests {
    answered: Family<Answered, Counter>,
    seconds: Family<Route, Histogram, fn() -> Histogram>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: Arc<str>,
    method: &'static str,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: Arc<str>,
}

impl Requests {
    pub(super) fn new(registry: &mut Registry) -> Self {
        let answered = Family::default();
        registry.register("requests", "Requests that were answered", answered.clone());
        let seconds = Family::new_with_constructor((|| Histogram::new(BOUNDS)) as fn() -> Histogram);
        let what = "The time until an answer began, which for next is the time until the tick";
        registry.register_with_unit("request_duration", what, Unit::Seconds, seconds.clone());
        Self { answered, seconds }
    }
}

/// The name of a method; anybody can send one that nobody knows.
pub(crate) fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// A request that will be counted when its answer begins.
pub(crate) struct Measured {
    since: Instant,
    route: Option<MatchedPath>,
    method: &'static str,
}

impl Measured {
    pub(crate) fn begin(request: &Request) -> Self {
        Self { since: Instant::now(), route: request.extensions().get().cloned(), method: method_name(request.method()) }
    }

    pub(crate) fn end(self, requests: &Requests, status: StatusCode) {
        let route: Arc<str> = self.route.as_ref().map_or("none", MatchedPath::as_str).into();
        requests.answered.get_or_create(&Answered { route: Arc::clone(&route), method: self.method, status: status.as_u16() }).inc();
        requests.seconds.get_or_create(&Route { route }).observe(self.since.elapsed().as_secs_f64());
    }
}

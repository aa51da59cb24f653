//! Requests, counted by route, method and status, all of which are known from the start: nobody outside can add a label.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::http::{Method, StatusCode};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::routing::Route;

/// The bounds, in seconds, by which times are counted.
const BOUNDS: [f64; 15] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

/// What is counted of requests.
#[derive(Debug)]
pub(crate) struct Requests {
    answered: Family<Answered, Counter>,
    seconds: Family<Named, Histogram, fn() -> Histogram>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: Arc<str>,
    method: &'static str,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Named {
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

/// What is counted of the requests of one route. It has been looked up once, for all of them.
#[derive(Debug)]
pub(crate) struct OfRoute {
    route: Arc<str>,
    seconds: Histogram,
    /// By method and status, of which there are few.
    answered: Mutex<Vec<(&'static str, StatusCode, Counter)>>,
}

impl OfRoute {
    fn new(requests: &Requests, route: Option<&str>) -> Self {
        let route: Arc<str> = route.unwrap_or("none").into();
        let seconds = requests.seconds.get_or_create_owned(&Named { route: Arc::clone(&route) });
        Self { route, seconds, answered: Mutex::default() }
    }

    fn count(&self, requests: &Requests, method: &'static str, status: StatusCode) {
        let mut answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((.., counter)) = answered.iter().find(|(of, with, _)| *of == method && *with == status) {
            counter.inc();
            return;
        }
        let labels = Answered { route: Arc::clone(&self.route), method, status: status.as_u16() };
        let counter = requests.answered.get_or_create_owned(&labels);
        counter.inc();
        answered.push((method, status, counter));
    }
}

/// A request that will be counted when its answer begins.
pub(crate) struct Measured {
    since: Instant,
    route: Arc<Route>,
    method: &'static str,
}

impl Measured {
    pub(crate) fn begin(route: &Arc<Route>, method: &Method) -> Self {
        Self { since: Instant::now(), route: Arc::clone(route), method: method_name(method) }
    }

    pub(crate) fn end(self, requests: &Requests, status: StatusCode) {
        let figures = self.route.figures.get_or_init(|| OfRoute::new(requests, self.route.path()));
        figures.count(requests, self.method, status);
        figures.seconds.observe(self.since.elapsed().as_secs_f64());
    }
}

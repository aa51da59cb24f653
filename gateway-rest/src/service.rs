//! What every request goes through, whatever its route.

use std::any::Any;
use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use gateway_runtime::futures::FutureExt;
use tower::{Layer, ServiceExt, service_fn};

use crate::access_log::Noted;
use crate::app::App;
use crate::auth::Identity;
use crate::auth::gate::gate;
use crate::error::ApiError;
use crate::metrics::Measured;
use crate::routing::{Asked, RouteTable, Routes};
use crate::traces::{Traces, traced};
use crate::transport::compress::{self, Accepted};
use crate::transport::conditional::{self, Condition};
use crate::transport::{Client, prefix, request_id};
use crate::unread::{self, Question};

/// The routes, and what is around them: plain functions, since each layer of a router puts every request and every answer into boxes of
/// its own.
#[derive(Debug)]
pub(crate) struct Service {
    app: Arc<App>,
    routes: Routes,
}

impl Service {
    pub(crate) fn new(routes: RouteTable, app: &Arc<App>) -> Self {
        Self { app: Arc::clone(app), routes: routes.with(app) }
    }

    /// What the routes share.
    pub(crate) fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// The answer to whatever `client` asks.
    pub(crate) async fn answer(&self, client: Client, request: Request) -> Response {
        let request = prefix::strip(request, &self.app.prefix);
        let route = Arc::clone(self.routes.find(request.uri().path()));
        let (app, id) = (Arc::clone(&self.app), request_id::of(request.headers()));
        let asked = Asked { app, id, client, identity: Identity::NOBODY, route };
        match &self.app.traces {
            // Only who has traces keeps a place for what they need.
            Some(traces) => Box::pin(self.traced(traces, asked, request)).await,
            None => self.counted(asked, request).await,
        }
    }

    async fn traced(&self, traces: &Traces, asked: Asked, request: Request) -> Response {
        let route = Arc::clone(&asked.route);
        traced(traces, asked.client, route.path(), request, |request| self.counted(asked, request)).await
    }

    /// Whatever becomes of a request, it has its id, its line in the log and its place in the figures.
    async fn counted(&self, asked: Asked, request: Request) -> Response {
        let noted = Noted::begin(&asked, &request);
        let measured = Measured::begin(&asked.route, request.method());
        // Code of the application runs here too, such as a message's own check.
        let answer = AssertUnwindSafe(pin!(self.shared(asked, request))).catch_unwind().await;
        let response = answer.unwrap_or_else(|panic| on_panic(panic.as_ref()));
        let response = prefix::lead(response, &self.app.prefix);
        measured.end(&self.app.metrics.requests, response.status());
        noted.end(response)
    }

    /// With what pages of other sites may do. Browsers ask for that beforehand, without credentials.
    async fn shared(&self, asked: Asked, request: Request) -> Response {
        let Some(cors) = self.app.cors.layer() else { return self.admitted(asked, request).await };
        let within = service_fn(|request| self.admitted(asked.clone(), request).map(Ok::<_, Infallible>));
        let Ok(response) = Box::pin(cors.layer(within).oneshot(request)).await;
        response
    }

    /// What those get who may ask: nothing that they have already, and as small as they take it.
    async fn admitted(&self, mut asked: Asked, request: Request) -> Response {
        let app = &*self.app;
        let accepted = app.compression.then(|| Accepted::of(request.headers()));
        let condition = Condition::of(&request);
        let question = Question::new(request.method(), &asked.route);
        let (parts, body) = request.into_parts();
        let mut response = match gate(&mut asked, &parts).await {
            Ok(()) => answered(asked, parts, body).await,
            Err(refusal) => refusal,
        };
        // What few answers take has its place only where it is taken.
        if condition.wants_tag(&response) {
            response = Box::pin(conditional::tagged(response)).await;
        }
        condition.apply(&mut response);
        if unread::is_large(&response) {
            response = Box::pin(unread::bounded(app, question, response)).await;
        }
        match accepted.filter(|_| compress::is_worth_it(&response)) {
            Some(accepted) => Box::pin(accepted.compress(response)).await,
            None => response,
        }
    }
}

/// What the route answers. The access log says whose request it was.
async fn answered(asked: Asked, parts: Parts, body: Body) -> Response {
    let identity = asked.app.access_log.then(|| asked.identity.clone());
    let route = Arc::clone(&asked.route);
    let mut response = match route.answer_at_once(&asked, &parts) {
        Some(response) => response,
        None => route.answer(Request::from_parts(parts, body), asked).await,
    };
    identity.map(|identity| response.extensions_mut().insert(identity));
    response
}

fn on_panic(panic: &(dyn Any + Send)) -> Response {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    tracing::error!("a request panicked: {}", text.unwrap_or("no text"));
    ApiError::Internal.into_response()
}

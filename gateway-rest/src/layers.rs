//! What every request goes through, whatever its route.

use std::any::Any;
use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use gateway_runtime::futures::FutureExt;
use tower::{Layer, ServiceExt, service_fn};

use crate::access_log::Noted;
use crate::app::App;
use crate::auth::gate::gate;
use crate::error::ApiError;
use crate::metrics::Measured;
use crate::traces::traced;
use crate::transport::compress::Accepted;
use crate::transport::conditional::Condition;
use crate::transport::prefix;
use crate::unread;

/// `routes` with all of it. It is one layer, and another one for traces: each puts every request and every answer into boxes of its own.
pub(crate) fn around(routes: Router<Arc<App>>, app: Arc<App>) -> Router {
    let mut routes = routes.layer(from_fn_with_state(Arc::clone(&app), counted));
    if let Some(traces) = &app.traces {
        routes = routes.layer(from_fn_with_state(Arc::clone(traces), traced));
    }
    routes.with_state(app)
}

/// Whatever becomes of a request, it has its id, its line in the log and its place in the figures.
async fn counted(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let noted = Noted::begin(&app, &mut request);
    let measured = Measured::begin(&request);
    // Code of the application runs here too, such as a message's own check.
    let answer = AssertUnwindSafe(shared(&app, request, next)).catch_unwind().await;
    let response = answer.unwrap_or_else(|panic| on_panic(panic.as_ref()));
    let response = prefix::lead(response, &app.prefix);
    measured.end(&app.metrics.requests, response.status());
    noted.end(response)
}

/// With what pages of other sites may do. Browsers ask for that beforehand, without credentials.
async fn shared(app: &App, request: Request, next: Next) -> Response {
    let Some(cors) = app.cors.layer() else { return admitted(app, request, next).await };
    let within = service_fn(|request| admitted(app, request, next.clone()).map(Ok::<_, Infallible>));
    let Ok(response) = cors.layer(within).oneshot(request).await;
    response
}

/// What those get who may ask: nothing that they have already, and as small as they take it.
async fn admitted(app: &App, request: Request, next: Next) -> Response {
    let accepted = app.compression.then(|| Accepted::of(request.headers()));
    let condition = Condition::of(&request);
    let asked = unread::asked(&request);
    let response = condition.applied(gate(app, request, next).await).await;
    let response = unread::bounded(app, asked, response).await;
    match accepted {
        Some(accepted) => accepted.compress(response).await,
        None => response,
    }
}

fn on_panic(panic: &(dyn Any + Send)) -> Response {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    tracing::error!("a request panicked: {}", text.unwrap_or("no text"));
    ApiError::Internal.into_response()
}

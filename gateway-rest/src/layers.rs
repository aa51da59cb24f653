//! What every request goes through, whatever its route.

use std::any::Any;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::middleware::{from_fn, from_fn_with_state, map_response_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;

use crate::access_log::logged;
use crate::app::App;
use crate::auth::gate::gate;
use crate::error::ApiError;
use crate::metrics::measured;
use crate::traces::traced;
use crate::transport::conditional::conditional;
use crate::transport::{compress, prefix};
use crate::unread::bounded;

/// `routes` with all of it. What is added last a request meets first.
pub(crate) fn around(routes: Router<Arc<App>>, app: Arc<App>) -> Router {
    let mut routes = routes.layer(from_fn_with_state(Arc::clone(&app), gate));
    routes = routes.layer(from_fn(conditional));
    routes = routes.layer(from_fn_with_state(Arc::clone(&app), bounded));
    if app.compression {
        routes = routes.layer(compress::layer());
    }
    // Browsers ask beforehand what they may do, without credentials.
    if let Some(cors) = app.cors.layer() {
        routes = routes.layer(cors);
    }
    let mut routes = routes
        .layer(CatchPanicLayer::custom(on_panic))
        .layer(map_response_with_state(Arc::clone(&app), lead))
        .layer(from_fn_with_state(Arc::clone(&app), measured))
        .layer(from_fn_with_state(Arc::clone(&app), logged));
    if let Some(traces) = &app.traces {
        routes = routes.layer(from_fn_with_state(Arc::clone(traces), traced));
    }
    routes.with_state(app)
}

/// An answer that leads elsewhere on this server leads there through the reverse proxy.
async fn lead(State(app): State<Arc<App>>, response: Response) -> Response {
    prefix::lead(response, &app.prefix)
}

/// Code of the application runs here too, such as a message's own check.
#[expect(clippy::needless_pass_by_value, reason = "the layer asks for this signature")]
fn on_panic(panic: Box<dyn Any + Send>) -> Response {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    tracing::error!("a request panicked: {}", text.unwrap_or("no text"));
    ApiError::Internal.into_response()
}

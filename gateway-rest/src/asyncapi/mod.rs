//! The `AsyncAPI` document, made from the declarations of channels and messages: what goes over a WebSocket, in both protocols, and
//! what is followed over HTTP.

mod draft;
mod frames;
mod ticks;

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use gateway_runtime::mount::Description;
use serde_json::Value;

use crate::answer;
use crate::app::App;
use crate::openapi::About;
use crate::routing::{RouteTable, page};
use draft::Draft;

/// The `AsyncAPI` 3.0 document of what streams out of a gateway's service. It is called `title`, or else like the gateway.
pub fn asyncapi(app: &Description<'_>, title: Option<&str>) -> Value {
    describe(app, &About { title: title.map(str::to_owned), ..About::default() })
}

pub(crate) fn describe(app: &Description<'_>, about: &About) -> Value {
    let mut draft = Draft::new(app, about);
    frames::describe(&mut draft);
    ticks::describe(&mut draft);
    draft.finish()
}

/// `/asyncapi.json`.
pub(crate) fn router() -> RouteTable {
    RouteTable::new()
        .route("/asyncapi.json", page(async |State(app): State<Arc<App>>| answer::json(StatusCode::OK, app.documents.asyncapi())))
}

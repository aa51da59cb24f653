//! The OpenAPI document, made from the declarations of channels and messages.

mod controls;
mod example;
mod paths;
mod schemas;

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::routing::get;
use gateway_runtime::mount::Description;
use serde_json::{Value, json};

use crate::answer;
use crate::app::App;
use crate::controls::ControlSettings;

pub(crate) use example::Examples;

/// The version of the API that is described, which is the one in its addresses too.
const VERSION: &str = "v1";

/// The OpenAPI 3.1 document of a gateway's REST service. It is called `title`, or else like the gateway.
pub fn document(app: &Description<'_>, title: Option<&str>) -> Value {
    described(app, title, &ControlSettings::default())
}

/// The document of a service that serves these controls.
fn described(app: &Description<'_>, title: Option<&str>, controls: &ControlSettings) -> Value {
    let mut schemas = schemas::Schemas::default();
    let mut paths = paths::paths(app, &mut schemas);
    controls::add(&mut paths, controls, &mut schemas);
    let paths = Value::Object(paths);
    let responses = paths::responses(&mut schemas);
    let schemas = schemas.into_map(&[&paths, &responses]);
    let mut info = json!({ "title": title.unwrap_or(app.graph.name), "version": VERSION });
    if !app.graph.doc.is_empty() {
        info["description"] = app.graph.doc.into();
    }
    json!({
        "openapi": "3.1.0",
        "info": info,
        "tags": [
            { "name": "Last", "description": "The last tick of a channel" },
            { "name": "Next", "description": "The next tick of a channel, once it comes" },
            { "name": "Send", "description": "Values for a channel" },
            { "name": "Controls", "description": "The gateway as a whole" },
            { "name": "Utility", "description": "What there is" },
        ],
        "paths": paths,
        "components": { "schemas": schemas, "responses": responses },
    })
}

/// `/openapi.json`.
pub(crate) fn router(app: &Description<'_>, title: Option<&str>, controls: &ControlSettings) -> Router<Arc<App>> {
    let text = Bytes::from(described(app, title, controls).to_string());
    Router::new().route("/openapi.json", get(move || async move { answer::json(StatusCode::OK, text) }))
}

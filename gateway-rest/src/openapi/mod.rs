//! The OpenAPI document, made from the declarations of channels and messages.

mod example;
mod paths;
mod schemas;
mod security;

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::routing::get;
use gateway_runtime::mount::Description;
use serde_json::{Value, json};

use crate::answer;
use crate::app::App;
use crate::checked::Checked;

pub(crate) use example::Examples;

/// The version of the API that is described, which is the one in its addresses too.
const VERSION: &str = "v1";

/// The OpenAPI 3.1 document of a gateway's REST service. It is called `title`, or else like the gateway.
pub fn document(app: &Description<'_>, title: Option<&str>) -> Value {
    let mut schemas = schemas::Schemas::default();
    let paths = paths::paths(app, &mut schemas);
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
            { "name": "Utility", "description": "What there is" },
        ],
        "paths": paths,
        "components": { "schemas": schemas, "responses": responses },
    })
}

/// `/openapi.json`, as the service with these settings is.
pub(crate) fn router(app: &Description<'_>, checked: &Checked) -> Router<Arc<App>> {
    let mut document = document(app, checked.settings.title.as_deref());
    if checked.auth.is_some() {
        security::describe(&mut document);
    }
    if !checked.prefix.is_empty() {
        document["servers"] = json!([{ "url": checked.prefix }]);
    }
    let text = Bytes::from(document.to_string());
    Router::new().route("/openapi.json", get(move || async move { answer::json(StatusCode::OK, text) }))
}
